# SPDX-License-Identifier: Apache-2.0
#
# Passes a test run on line by line. Where tests failed it ends with what failed and why, and the runner's summary once
# more: thousands of tests run at once put that far above the end, and often the end is all that is kept of a run.

{ print; fflush() }

/^✘ .* recorded an issue/ { failures[++count] = $0; isInIssue = 1; next }
/^(✔|◇|✘)/ { isInIssue = 0 }
isInIssue && /^↳/ { failures[++count] = $0 }
/^(✔|✘) Test run with / { summary = $0 }

END {
    if (count == 0) exit
    print "What failed:"
    for (i = 1; i <= count; i++) print failures[i]
    if (summary != "") print summary
}
