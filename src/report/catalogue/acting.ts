/** The wording of why an action is planned, and of its result. */
import { problemMessage } from "./problems/index.ts";
import { advice, sentence, type Wordings } from "./wording.ts";

export const acting: Wordings<
	| "NotFound"
	| "FieldsDiffer"
	| "TagsDiffer"
	| "Adopted"
	| "NotDeclared"
	| "Replaced"
	| "WithUnknownPrerequisites"
	| "PrerequisiteUnknown"
	| "SuspendedManually"
	| "Resumed"
> = {
	NotFound: {
		severity: "info",
		cause: "The resource does not exist.",
		message: () => "Does not exist.",
	},
	FieldsDiffer: {
		severity: "info",
		cause: "Fields of the resource differ from its manifest.",
		message: ({ fields }) => `Differs in ${fields.join(", ")}.`,
	},
	TagsDiffer: {
		severity: "info",
		cause: "Tags of the resource differ from its manifest.",
		message: () => "Its tags differ from its manifest.",
	},
	Adopted: {
		severity: "info",
		cause: "The resource has no owner, and its manifest or `evenkeel adopt` makes it part of this environment.",
		message: () => "Adopted by adding evenkeel's tags.",
	},
	NotDeclared: {
		severity: "info",
		cause: "No manifest declares the resource any more, and it may be deleted.",
		message: () => "No manifest declares it any more.",
	},
	Replaced: {
		severity: "warning",
		cause: "AWS cannot change the fields that differ, and `policy.replace` lists them.",
		message: ({ fields }) =>
			`Replaced: deleted and created again, since AWS cannot change ${fields.join(", ")} of an existing resource. It is down in between.`,
	},
	WithUnknownPrerequisites: {
		severity: "warning",
		cause: "An action is planned, and it is unknown whether everything that it names exists.",
		message: ({ why, unknown }, word) => [why, ...unknown].map(word).join(" "),
	},
	PrerequisiteUnknown: {
		severity: "warning",
		cause: "It is unknown whether something that the action names exists.",
		message: ({ what, cause }) => `It is unknown whether ${what} exists: ${sentence(cause)}`,
	},
	SuspendedManually: {
		severity: "info",
		cause: "The resource is suspended manually.",
		message: ({ until, note }) => `Suspended until ${until}${note ? ` (${note})` : ""}.`,
	},
	Resumed: {
		severity: "info",
		cause: "A person ended the suspension of the resource.",
		message: () => "Resumed: differences are corrected again.",
	},
};

/** Reasons that the status has and a plan has not. */
export const statuses: Wordings<"DiscoveryMismatch" | "ManifestChanged" | "NoEffect" | "CallFailed" | "ExportInvalid"> =
	{
		ExportInvalid: {
			severity: "warning",
			cause: "The resource is not exported, since its manifest would be invalid.",
			message: ({ problem }, word) =>
				`its manifest would be invalid (${problem.code}): ${problemMessage(problem, word)}`,
		},
		DiscoveryMismatch: {
			severity: "error",
			cause: "Tasks, instances and DNS records of a registry disagree.",
			message: ({ mismatches }, word) => {
				const named = mismatches.slice(0, 3).map(word);
				return [...named, ...(mismatches.length > 3 ? [`And ${mismatches.length - 3} more.`] : [])].join(" ");
			},
			remediation: ({ mismatches }, _word, advise) => advice(mismatches, advise),
		},
		ManifestChanged: {
			severity: "info",
			cause: "The manifest changed since the resource was last observed.",
			message: () => "Its manifest changed; it is observed next.",
		},
		NoEffect: {
			severity: "error",
			cause: "AWS repeatedly accepts the same action without effect.",
			message: ({ operation, times }) =>
				`AWS accepted ${operation} ${times} times, and the difference remains: another tool reverts it, or AWS ignores it. ` +
				"It is retried more slowly.",
			remediation: "Find the other tool with CloudTrail and stop it, or leave the field to it with `policy.ignore`.",
		},
		CallFailed: {
			severity: "error",
			cause: "AWS did not accept an action.",
			message: ({ operation, awsCode, message }) => `${operation} failed with ${awsCode}: ${sentence(message)}`,
			remediation:
				"It is retried. If it keeps failing, fix the manifest or evenkeel's permissions, as AWS's message says.",
		},
	};
