/** The wording of what blocks a resource until a person acts. */
import { shellWord } from "../../lib/shell.ts";
import type { Wordings } from "./wording.ts";

export const blocking: Wordings<
	| "ObserveOnly"
	| "SuspendedByManifest"
	| "SuspendedByTag"
	| "NotOwned"
	| "OwnedByOther"
	| "OwnedThroughParent"
	| "OtherOwner"
	| "TagNamesOtherResource"
	| "UnknownTagFormat"
	| "ImmutableFields"
	| "Paused"
	| "PausedByObserve"
	| "PausedByWindow"
	| "AdoptionOfForeign"
	| "AdoptionNeedsManifest"
	| "AdoptionOfObserved"
	| "NothingToTag"
	| "NothingToSuspend"
> = {
	ObserveOnly: {
		severity: "info",
		cause: "The resource differs from its manifest, which says `mode: observe`.",
		message: ({ exists }) =>
			exists
				? "Differs from its manifest, which says `mode: observe`."
				: "Does not exist, and its manifest says `mode: observe`.",
	},
	SuspendedByManifest: {
		severity: "info",
		cause: "Its manifest suspends the resource.",
		message: () => "Suspended by its manifest.",
	},
	SuspendedByTag: {
		severity: "warning",
		cause: "A tag on the resource suspends it.",
		message: ({ tag, until, note }) =>
			until === undefined
				? `Suspended by its tag ${tag}, which does not start with a time and so never expires.`
				: `Suspended until ${until}${note ? ` (${note})` : ""}.`,
		remediation: "To end the suspension, run `evenkeel resume`.",
	},
	NotOwned: {
		severity: "warning",
		cause: "The resource exists and carries no owner tag.",
		message: ({ had }) => (had ? "Exists and has lost its owner tag." : "Exists and carries no owner tag."),
		remediation: ({ identity }) =>
			`To adopt it, write \`policy: { adopt: true }\` in its manifest, or run: evenkeel adopt ${shellWord(identity)}`,
	},
	OwnedThroughParent: {
		severity: "warning",
		cause: "AWS accepts no tags for the resource, so its owner is the owner of its parent.",
		message: ({ parent }) => `AWS accepts no tags for it, so its owner is the owner of ${parent}.`,
		remediation: ({ parent }) => `Adopt, suspend or resume ${parent} instead.`,
	},
	OwnedByOther: {
		severity: "warning",
		cause: "The resource is not owned by this environment.",
		message: ({ cause }, word) => `Not owned by this environment: ${word(cause)} It is not changed.`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	OtherOwner: {
		severity: "warning",
		cause: "The owner tag names another owner.",
		message: ({ owner, ours }) => `its owner tag names "${owner}", and the owner here is "${ours}".`,
		remediation: "Remove its manifest here, or write `policy: { mode: observe }` in it.",
		isFragment: true,
	},
	TagNamesOtherResource: {
		severity: "warning",
		cause: "The identity tag names another resource.",
		message: ({ tag }) => `its tag ${tag} names another resource, so its tags may be copies.`,
		remediation:
			"If they are copies, remove its `evenkeel:…` tags with the AWS CLI. Otherwise remove its manifest here, or write `policy: { mode: observe }` in it.",
		isFragment: true,
	},
	UnknownTagFormat: {
		severity: "warning",
		cause: "The tags were written by a version of evenkeel that uses another format.",
		message: ({ tag }) => `its tag ${tag} has a format that this version of evenkeel does not know.`,
		remediation: "Run the version of evenkeel that wrote the tags, or a later one.",
		isFragment: true,
	},
	ImmutableFields: {
		severity: "warning",
		cause: "Fields differ that AWS cannot change on an existing resource.",
		message: ({ fields }) => `AWS cannot change ${fields.join(", ")} of an existing resource.`,
		remediation: ({ remediations }, word) => remediations.map(word).join(" ") || undefined,
	},
	Paused: {
		severity: "info",
		cause: "An action is planned while writing is paused.",
		message: ({ pause, operation, why }, word) => `${word(pause)} Planned action: ${operation}. ${word(why)}`,
	},
	PausedByObserve: {
		severity: "info",
		cause: "`--observe` keeps evenkeel from writing.",
		message: () => "Nothing is written: evenkeel only observes (--observe).",
	},
	PausedByWindow: {
		severity: "info",
		cause: "A sync window in the Environment document does not allow writing now.",
		message: ({ until, denying }) =>
			`Nothing is written${until ? ` until ${until}` : ""}: ` +
			(denying
				? `a sync window denies it ("${denying.schedule}" in ${denying.timeZone}${denying.note ? `: ${denying.note}` : ""}).`
				: "no sync window that allows it is open."),
	},
	AdoptionOfForeign: {
		severity: "warning",
		cause: "Another environment owns the resource to adopt.",
		message: ({ cause }, word) => `Cannot be adopted because another environment owns it: ${word(cause)}`,
		remediation:
			"Once the other environment no longer declares it, remove its `evenkeel:…` tags. Until then, write `policy: { mode: observe }` in its manifest.",
	},
	AdoptionNeedsManifest: {
		severity: "warning",
		cause: "No manifest declares the resource to adopt.",
		message: () => "Cannot be adopted: no manifest declares it.",
		remediation: "Write its manifest first; `evenkeel export` prints one.",
	},
	AdoptionOfObserved: {
		severity: "warning",
		cause: "The manifest of the resource to adopt says `mode: observe`.",
		message: () => "Cannot be adopted: its manifest says `mode: observe`.",
		remediation: "Remove `mode: observe` from its manifest.",
	},
	NothingToTag: {
		severity: "warning",
		cause: "A manual action names a resource that does not exist.",
		message: () => "It does not exist in AWS, so it cannot be suspended, resumed or adopted.",
		remediation: "Check its name, or wait until evenkeel has created it.",
	},
	NothingToSuspend: {
		severity: "info",
		cause: "A manual action names a resource without an owner tag, which evenkeel never changes.",
		message: () => "Carries no owner tag, so evenkeel never changes it.",
	},
};
