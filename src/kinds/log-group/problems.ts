/** The problem codes of LogGroup manifests. */
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		/** AWS sets the retention of the class DELIVERY. */
		"delivery-retention": NoParams;
		"bad-tag-key": NoParams;
	}
}
