/** The problem codes of Registry manifests. */
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		"dns-in-http-namespace": { readonly namespace: Place };
		"dns-in-http-registry": NoParams;
		"record-type-twice": { readonly type: string };
		"cname-not-alone": NoParams;
		"cname-needs-weighted": NoParams;
		"two-health-checks": NoParams;
		"health-check-needs-public-namespace": NoParams;
		"path-of-tcp-check": NoParams;
		"health-check-of-cname": NoParams;
		"case-only-difference": { readonly other: Place };
	}
	interface WarningParams {
		"missing-health-check": NoParams;
	}
}
