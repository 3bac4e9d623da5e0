/** Every write that evenkeel can send, as data: a call can be printed, compared, counted and refused before it is sent. */
import type { WriteOperation, Writes } from "./operations.ts";

export type { WriteOperation, Writes } from "./operations.ts";

/** One AWS write, written down: `{ operation: "ecs:UpdateService", input: {...} }`. */
export type Call<O extends WriteOperation = WriteOperation> = {
	[Name in O]: { readonly operation: Name; readonly input: Writes[Name] };
}[O];
