/** The wording of why something could not be observed. */
import { sentence, type Wordings } from "./wording.ts";

const retried = "It is retried. If it persists, check evenkeel's permissions (`evenkeel iam-policy`) and AWS's health.";

export const observing: Wordings<
	| "ReadFailed"
	| "NotInAnswer"
	| "FailureInAnswer"
	| "NotObservedYet"
	| "ListFailed"
	| "ResourceNotObserved"
	| "ObservationFailed"
	| "TagsNotRead"
	| "NeverObserved"
	| "InternalError"
> = {
	ReadFailed: {
		severity: "error",
		cause: "AWS returned an error for a read, or did not answer.",
		message: ({ operation, awsCode, message }) => `${operation} failed with ${awsCode}: ${sentence(message)}`,
		remediation: retried,
	},
	NotInAnswer: {
		severity: "warning",
		cause: "The response of AWS neither contains the resource nor reports it as missing.",
		message: () => "The response of AWS neither contains it nor reports it as missing.",
		remediation: retried,
	},
	FailureInAnswer: {
		severity: "warning",
		cause: "The response of AWS has a failure other than MISSING for the resource.",
		message: ({ awsReason, detail }) =>
			`AWS does not return it: ${sentence([awsReason, detail].filter(Boolean).join(", "))}`,
		remediation: retried,
	},
	NotObservedYet: {
		severity: "info",
		cause: "The parent of the resource has not been observed yet.",
		message: ({ target }) => `${target} has not been observed yet.`,
	},
	ListFailed: {
		severity: "error",
		cause: "A list of a full resync was not read to its end, so orphans may be missing from it.",
		message: ({ kind, within, cause }, word) =>
			`The ${kind} resources${within ? ` of ${within}` : ""} could not be listed: ${word(cause)}`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	ResourceNotObserved: {
		severity: "error",
		cause: "A resource that may be owned could not be observed.",
		message: ({ target, cause }, word) => `${target} could not be observed${cause ? `: ${word(cause)}` : "."}`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	ObservationFailed: {
		severity: "error",
		cause: "The resource could not be observed in this reconcile.",
		message: ({ cause }, word) => (cause ? `Could not be observed: ${word(cause)}` : "Not observed in this reconcile."),
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	TagsNotRead: {
		severity: "error",
		cause: "The tags that determine the owner could not be read.",
		message: () => "Its tags could not be read.",
		remediation: retried,
	},
	InternalError: {
		severity: "error",
		cause:
			"A bug in evenkeel. Nothing is written for the resource and no orphan is deleted; other resources are reconciled.",
		message: ({ error }) => `evenkeel failed internally: ${sentence(error)}`,
		remediation: "It is retried. Report the bug with its log entry, which contains the stack trace.",
	},
	NeverObserved: {
		severity: "info",
		cause: "The resource has not been observed since evenkeel started.",
		message: () => "Not observed yet.",
	},
};
