/** Write calls as data, so that they can be printed, compared, counted and blocked before they are sent. */
import type { WriteOperation, Writes } from "./operations.ts";

export type { WriteOperation, Writes } from "./operations.ts";

/** One AWS write call: `{ operation: "ecs:UpdateService", input: {...} }`. */
export type Call<O extends WriteOperation = WriteOperation> = {
	[Name in O]: { readonly operation: Name; readonly input: Writes[Name] };
}[O];
