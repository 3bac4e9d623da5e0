/** The problem codes of TaskDefinition manifests. */
import type { NoParams } from "../../model/reason.ts";

declare module "../../model/problem.ts" {
	interface ErrorParams {
		"unequal-ports": { readonly networkMode: string; readonly containerPort: number };
		"reservation-too-large": NoParams;
		/** `taskMemory`: MiB, as the manifest has it. */
		"container-exceeds-memory": { readonly taskMemory: string };
		"missing-memory": NoParams;
		/** In CPU units. */
		"containers-exceed-cpu": { readonly asked: number; readonly taskCpu: string };
		"duplicate-container": NoParams;
		"no-essential-container": NoParams;
		"unknown-volume": { readonly volume: string };
		"unknown-live-container": { readonly container: string };
		"missing-log-option": { readonly option: string };
		"task-definition-too-large": NoParams;
		"dependency-cycle": { readonly container: string };
		"healthy-without-check": { readonly container: string };
		"duplicate-port-name": { readonly name: string };
		"not-in-awsvpc-mode": { readonly field: string };
		"variable-and-secret": { readonly variable: string };
		"fargate-needs-awsvpc": NoParams;
		"missing-fargate-size": NoParams;
		/** Either no such CPU size, and `cpus` are those that exist; or no such memory for it, and `memory` is what exists, in MiB. */
		"fargate-size": { readonly cpu: string; readonly cpus?: readonly string[]; readonly memory?: MemoryChoice };
		"stop-timeout-too-long": NoParams;
		"fargate-without-host": NoParams;
		"missing-execution-role": { readonly container: string };
	}
	interface WarningParams {
		/** `port`: such as `8080/tcp`. */
		"port-twice": { readonly port: string };
		"literal-credential": { readonly variable: string };
	}
}

/** Sizes of memory in MiB: a list, or a range in steps. */
export type MemoryChoice =
	| { readonly sizes: readonly number[] }
	| { readonly from: number; readonly to: number; readonly step: number };
