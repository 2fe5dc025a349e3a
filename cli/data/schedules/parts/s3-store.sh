if [ "$(find data -name '*.warc.gz' | wc -l)" -lt "$(cat "$RUNNER_TEMP/archived")" ]; then
  echo "::error::the archive has fewer files than were restored: it is not stored, and $S3 stays as it is"
  exit 1
fi
tar -cf "$RUNNER_TEMP/data.tar" -C data .
aws s3 cp --no-progress "$RUNNER_TEMP/data.tar" "$S3/data.tar"
