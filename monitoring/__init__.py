"""How a site and our data of it are: first contact, age, and what the last runs came to. Publishes nothing."""
