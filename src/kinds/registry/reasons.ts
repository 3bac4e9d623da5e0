/** The reason codes of registries, Cloud Map's services. */
import type { Reason } from "../../model/reason.ts";

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** ECS created it for Service Connect and deletes it by itself. */
		CreatedByEcs: { readonly tag: string };
		RegistryInHttpNamespace: { readonly fields: readonly string[] };
		RecordTypesDiffer: NoParams;
		/** What to do about fields that AWS cannot change. */
		DeclareOtherRegistry: NoParams;
		/** ECS registered the instance for a task that ended, and left it behind. */
		InstanceLeftBehind: { readonly instance: string; readonly mismatch?: Reason };
		/** Instances that ECS still has tasks for, and instances that something other than ECS registered. */
		InstancesRemain: {
			readonly count: number;
			readonly ofTasks: readonly string[];
			readonly ofOthers: readonly string[];
		};
	}
}
