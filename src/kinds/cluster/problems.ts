/** The problem codes of Cluster manifests. */
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		"unknown-capacity-provider": { readonly provider: string };
		"missing-log-configuration": NoParams;
	}
}
