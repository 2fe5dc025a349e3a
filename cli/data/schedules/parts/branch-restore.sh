# The archive stands on a branch of its own, one commit without a past; nothing removes it as it would a cache.
found=$(git ls-remote --heads origin "refs/heads/$BRANCH")
if [ -n "$found" ]; then
  git fetch --quiet --depth 1 origin "$BRANCH"
  git worktree add --quiet --force --detach data FETCH_HEAD
elif [ "$FIRST_RUN" = true ]; then
  git worktree add --quiet --force --detach data
  git -C data rm -r --quiet --force .
else
  echo "::error::no archive was restored: there is no branch $BRANCH. For the very first run tick first_run; else put the branch back"
  exit 1
fi
archived=$(find data -name '*.warc.gz' | wc -l)
if [ "$archived" -eq 0 ] && [ "$FIRST_RUN" != true ]; then
  echo "::error::no archive was restored: the branch $BRANCH holds none. Put it back, or tick first_run to begin anew"
  exit 1
fi
echo "$archived" > "$RUNNER_TEMP/archived"
