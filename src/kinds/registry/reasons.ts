/** Reason codes of registries, Cloud Map's services. */
import type { Reason } from "../../model/reason.ts";

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** ECS created it for Service Connect and deletes it automatically. */
		CreatedByEcs: { readonly tag: string };
		RegistryInHttpNamespace: { readonly fields: readonly string[] };
		RecordTypesDiffer: NoParams;
		/** Remediation for fields that AWS cannot change. */
		DeclareOtherRegistry: NoParams;
		/** ECS registered the instance for a task that has ended and did not deregister it. */
		InstanceLeftBehind: { readonly instance: string; readonly mismatch?: Reason };
		/** Instances of existing ECS tasks, and instances that ECS did not register. */
		InstancesRemain: {
			readonly count: number;
			readonly ofTasks: readonly string[];
			readonly ofOthers: readonly string[];
		};
	}
}
