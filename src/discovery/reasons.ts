/** The reason codes of discovery mismatches. */
import type { Identity } from "../model/identity.ts";

declare module "../model/reason.ts" {
	interface ReasonParams {
		TaskNotRegistered: { readonly task: string; readonly service: Identity; readonly registry: Identity };
		/** A healthy task whose instance Cloud Map hides as unhealthy. */
		InstanceHidden: { readonly task: string };
		AddressDiffers: { readonly instance: string; readonly registered: string; readonly actual: string };
		PortDiffers: { readonly instance: string; readonly registered: number; readonly actual: readonly number[] };
		InstanceOfEndedTask: { readonly instance: string };
		RecordWithoutInstance: { readonly instance: string };
		/** `records`: type and name. */
		RecordsMissing: { readonly instance: string; readonly records: readonly string[] };
		RecordsDiffer: {
			readonly instance: string;
			readonly records: readonly {
				readonly record: string;
				readonly values: readonly string[];
				readonly expected: string;
			}[];
		};
	}
}
