/** The problem codes that manifests of several kinds share. */
import type { NoParams } from "../model/reason.ts";

declare module "../model/problem.ts" {
	interface ErrorParams {
		"reserved-tag": NoParams;
		/** `kept`: how many of AWS's 50 tags are kept for evenkeel's own. */
		"too-many-tags": { readonly most: number; readonly kept: number };
		"two-bases": NoParams;
		"strategy-without-weight": NoParams;
		"mixed-capacity-providers": NoParams;
		"fargate-without-placement": NoParams;
		/** A name that no container has: of this task definition, or of the one at `taskDefinition`, which has `known`. */
		"unknown-container": {
			readonly container?: string;
			readonly taskDefinition?: Place;
			readonly known?: readonly string[];
		};
	}
}
