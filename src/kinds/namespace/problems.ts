/** The problem codes of Namespace manifests. */
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		"missing-vpc": NoParams;
		"vpc-not-private": NoParams;
		"http-namespace-without-dns": NoParams;
		"bad-dns-name": NoParams;
		"bad-public-name": NoParams;
	}
	interface WarningParams {
		"local-namespace": NoParams;
	}
}
