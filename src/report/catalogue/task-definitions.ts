/** The wording of the reasons of task definitions. */
import { listed } from "../../lib/listed.ts";
import { counted } from "../text.ts";
import type { Wordings } from "./wording.ts";

export const taskDefinitions: Wordings<
	| "TasksLeft"
	| "TasksLeftUnknown"
	| "OldRevisionsNotObserved"
	| "RevisionNotDeclared"
	| "RevisionNotKept"
	| "NoRevisionWithContent"
	| "OwnerNotObserved"
> = {
	TasksLeft: {
		severity: "info",
		cause: "Tasks of the task definition to deregister are still running.",
		message: ({ cluster }) => `Deletion waits until no task of it is running in ${cluster}.`,
	},
	TasksLeftUnknown: {
		severity: "error",
		cause: "It is unknown whether tasks of the task definition are still running.",
		message: ({ cluster, cause }, word) =>
			`It is unknown whether tasks of it are running in ${cluster}: ${word(cause)}`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	OldRevisionsNotObserved: {
		severity: "warning",
		cause: "Not all old revisions could be observed, so all of them are kept.",
		message: ({ target, cause }, word) =>
			`Old revisions of ${target} are kept, since not all could be observed: ${word(cause)}`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	RevisionNotDeclared: {
		severity: "info",
		cause: "No manifest declares the task definition any more.",
		message: ({ revision }) => `${revision} is deregistered: no manifest declares it any more.`,
	},
	RevisionNotKept: {
		severity: "info",
		cause: "`policy.keepRevisions` does not keep the revision, and nothing uses it.",
		message: ({ revision, keepRevisions }) =>
			`${revision} is deregistered: the newest ${keepRevisions === 1 ? "revision is" : `${keepRevisions} revisions are`} ` +
			"kept (policy.keepRevisions), and no service, task or manifest uses this one.",
	},
	NoRevisionWithContent: {
		severity: "info",
		cause: "No active revision has the content of the manifest.",
		message: ({ external }) => {
			if (!external) return "No active revision has this content.";
			const { what, from, running } = external;
			const parts = what === "images" ? "Images left to CI" : "The fields in policy.ignore";
			const others = running.length > 1 ? ` (running: ${listed(running)})` : "";
			const newest = running.includes(from) ? `, the newest revision that a service runs${others}` : "";
			return `No active revision has this content. ${parts} are copied from ${from}${newest}.`;
		},
	},
	OwnerNotObserved: {
		severity: "info",
		cause:
			"CI registered many revisions without the owner tag, so the newest revision is tagged to keep the ownership.",
		message: ({ revisions }) =>
			`CI registered ${counted(revisions, "revision")} without the owner tag; the newest revision is tagged so that ownership is not lost.`,
	},
};
