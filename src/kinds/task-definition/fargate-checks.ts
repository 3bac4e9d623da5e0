/**
 * Checks the requirements of Fargate for task definitions. AWS reports most violations as "No Fargate configuration exists
 * for given values"; these problems list the valid values instead.
 */
import { valueAt } from "../../lib/json.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../../model/problem.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/**
 * For each CPU size in CPU units: minimum and maximum memory in MiB, and the increment. CPU size 256 allows only 512, 1,024
 * and 2,048 MiB.
 */
const sizes: Readonly<Record<string, { readonly from: number; readonly to: number; readonly step: number }>> = {
	"256": { from: 512, to: 2_048, step: 512 },
	"512": { from: 1_024, to: 4_096, step: 1_024 },
	"1024": { from: 2_048, to: 8_192, step: 1_024 },
	"2048": { from: 4_096, to: 16_384, step: 1_024 },
	"4096": { from: 8_192, to: 30_720, step: 1_024 },
	"8192": { from: 16_384, to: 61_440, step: 4_096 },
	"16384": { from: 32_768, to: 122_880, step: 8_192 },
};

const network: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) =>
	!onFargate(spec) || spec.networkMode === "awsvpc" ? [] : [errorHere(at("networkMode"), "fargate-needs-awsvpc")];

const size: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	if (!onFargate(spec)) return [];
	const { cpu, memory } = spec;
	if (cpu === undefined || memory === undefined) {
		return [errorHere(at("requiresCompatibilities"), "missing-fargate-size")];
	}
	const range = valueAt(sizes, cpu);
	if (!range) {
		return [errorHere(at("cpu"), "fargate-size", { cpu, cpus: Object.keys(sizes) })];
	}
	const mebibytes = Number(memory);
	const fits =
		mebibytes >= range.from &&
		mebibytes <= range.to &&
		mebibytes % range.step === 0 &&
		!(cpu === "256" && mebibytes === 1_536);
	if (fits) return [];
	const choice = cpu === "256" ? { sizes: [512, 1_024, 2_048] } : range;
	return [errorHere(at("memory"), "fargate-size", { cpu, memory: choice })];
};

const extras: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	if (!onFargate(spec)) return [];
	const slow = (spec.containerDefinitions ?? []).filter(({ stopTimeout }) => (stopTimeout ?? 0) > 120);
	return [
		...slow.map(({ name }) => errorHere(at(`containerDefinitions.${name}.stopTimeout`), "stop-timeout-too-long")),
		...(spec.placementConstraints ? [errorHere(at("placementConstraints"), "fargate-without-placement")] : []),
		...(spec.volumes ?? [])
			.filter(({ host }) => host?.sourcePath)
			.map(({ name }) => errorHere(at(`volumes.${name}`), "fargate-without-host")),
	];
};

/** Fargate uses the execution role to pull images, read secrets and write logs. */
const executionRole: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	if (!onFargate(spec) || spec.executionRoleArn) return [];
	const needing = (spec.containerDefinitions ?? []).find(
		({ image, logConfiguration, secrets }) =>
			/\.dkr\.ecr\./.test(image ?? "") || logConfiguration?.logDriver === "awslogs" || (secrets ?? []).length > 0,
	);
	if (!needing) return [];
	return [
		errorHere(at(`containerDefinitions.${needing.name}`), "missing-execution-role", { container: needing.name ?? "" }),
	];
};

function onFargate({ requiresCompatibilities }: TaskDefinitionSpec): boolean {
	return requiresCompatibilities?.includes("FARGATE") ?? false;
}

export const fargateChecks: readonly Check<TaskDefinitionSpec>[] = [network, size, extras, executionRole];
