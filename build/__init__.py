"""From archive and ledger to tables."""
