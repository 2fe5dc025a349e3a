# GitHub takes no file of 100 MB or more: where the archive has such a one, keep it in S3 (schedule github --s3).
if [ "$(find data -name '*.warc.gz' | wc -l)" -lt "$(cat "$RUNNER_TEMP/archived")" ]; then
  echo "::error::the archive has fewer files than were restored: it is not stored, and the branch $BRANCH stays as it is"
  exit 1
fi
git -C data add --all --force .
tree=$(git -C data write-tree)
if [ "$tree" = "$(git -C data rev-parse 'HEAD^{tree}')" ]; then
  exit 0
fi
export GIT_AUTHOR_NAME=iom-projects GIT_AUTHOR_EMAIL=iom-projects@users.noreply.github.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
commit=$(git commit-tree -m "Archive and releases" "$tree")
git push --quiet --force origin "$commit:refs/heads/$BRANCH"
