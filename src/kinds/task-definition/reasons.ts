/** Reason codes of task definitions. */
import type { Identity } from "../../model/identity.ts";
import type { Reason } from "../../model/reason.ts";

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** Tasks of the family still run in the cluster. */
		TasksLeft: { readonly cluster: Identity };
		TasksLeftUnknown: { readonly cluster: Identity; readonly cause: Reason };
		/** Nothing is deregistered, since not all revisions could be observed. */
		OldRevisionsNotObserved: { readonly target: Identity; readonly cause: Reason };
		/** `revision`: `family:7`. */
		RevisionNotDeclared: { readonly revision: string };
		RevisionNotKept: { readonly revision: string; readonly keepRevisions: number };
		/** `from`: the revision from which externally owned parts are taken, as `family:7`. */
		NoRevisionWithContent: {
			readonly external?: {
				readonly what: "images" | "ignored parts";
				readonly from: string;
				readonly running: readonly string[];
			};
		};
		OwnerNotObserved: { readonly revisions: number };
	}
}
