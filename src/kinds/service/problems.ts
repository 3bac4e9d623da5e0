/** The problem codes of Service manifests. Places are those of other manifests, which the problem depends on. */
import type { Identity } from "../../model/identity.ts";
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		"missing-task-definition": NoParams;
		"not-for-fargate": { readonly taskDefinition: Place };
		"missing-task-role": { readonly taskDefinition: Place };
		"missing-network": NoParams;
		"network-not-awsvpc": { readonly networkMode: string };
		"public-address-on-ec2": NoParams;
		"launch-type-and-strategy": NoParams;
		"platform-version-on-ec2": NoParams;
		"daemon-desired-count": { readonly field: "desiredCount" | "policy.bounds" };
		"daemon-placement": NoParams;
		"volume-not-open": { readonly volume: string; readonly taskDefinition: Place };
		"grace-period-without-check": { readonly taskDefinition: Place };
		"field-not-shown": { readonly field: string };
		"bounds-and-count": NoParams;
		"empty-bounds": { readonly min: number; readonly max: number };
		"initial-out-of-bounds": NoParams;

		// How it is deployed.
		/** `member` of the deployment configuration needs the strategy `wanted`; absent where a daemon needs it. */
		"strategy-mismatch": { readonly member?: string; readonly wanted: string; readonly strategy: string };
		"alarms-without-names": NoParams;
		"not-with-controller": { readonly field: string; readonly controller: string };

		// What it and its registry have to agree on.
		"registry-twice": NoParams;
		"too-many-instances": { readonly most: number };
		"registry-without-network": NoParams;
		"cname-for-tasks": { readonly registry: Place };
		"srv-port-twice": NoParams;
		"srv-without-port": NoParams;
		"a-record-in-bridge-mode": { readonly networkMode: string; readonly registry: Place };
		"missing-container-port": { readonly networkMode: string };
		"unknown-container-port": { readonly taskDefinition: Place; readonly container?: string };

		// Service Connect.
		"missing-connect-namespace": { readonly cluster: Place };
		"connect-platform-version": NoParams;
		"client-aliases": { readonly count: number };
		"connect-network-mode": { readonly taskDefinition: Place };
		/** `known`: the names that port mappings have. */
		"unknown-port-name": { readonly taskDefinition: Place; readonly known: readonly string[] };
		"duplicate-endpoint": { readonly other: Identity; readonly place: Place };
		"duplicate-client-alias": { readonly other: Identity; readonly place: Place };
	}
	interface WarningParams {
		/** `count`: the desired count, or 0. */
		"deployment-cannot-move": {
			readonly minimumHealthyPercent: number;
			readonly maximumPercent: number;
			readonly count: number;
		};
		"rollback-without-breaker": NoParams;
		"more-than-eight-answers": { readonly most: number; readonly count: number };
		"uses-without-connect": NoParams;
		"unknown-endpoint": { readonly endpoint: string };
	}
}
