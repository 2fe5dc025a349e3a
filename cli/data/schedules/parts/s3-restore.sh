# The archive stands in S3 as one file. Let the bucket keep earlier versions: a bad day can then be taken back.
mkdir data
code=0
aws s3 ls "$S3/data.tar" > /dev/null || code=$?
if [ "$code" -eq 0 ]; then
  aws s3 cp --no-progress "$S3/data.tar" "$RUNNER_TEMP/data.tar"
  tar -xf "$RUNNER_TEMP/data.tar" -C data
elif [ "$code" -ne 1 ] || [ "$FIRST_RUN" != true ]; then
  echo "::error::no archive was restored from $S3 (aws s3 ls ended with $code; 1: it is not there). For the very first run tick first_run"
  exit 1
fi
archived=$(find data -name '*.warc.gz' | wc -l)
if [ "$archived" -eq 0 ] && [ "$FIRST_RUN" != true ]; then
  echo "::error::no archive was restored: $S3/data.tar holds none. Put it back, or tick first_run to begin anew"
  exit 1
fi
echo "$archived" > "$RUNNER_TEMP/archived"
