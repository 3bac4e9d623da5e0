/**
 * What the containers of a task do by themselves, as far as a task definition alone tells it for certain: an image of the
 * reserved domain `.invalid` cannot be pulled, a command made of `sleep`, `exit`, `true`, `false` and `echo` ends as a
 * shell would end it, and a health check made of them passes or fails. Real AWS does the same with such a definition;
 * every other container runs until it is stopped, and is healthy.
 */
import type { ContainerDefinition, TaskDefinition, TaskOverride } from "@aws-sdk/client-ecs";
import { imageParts, type StartFailure, startFailure } from "../chaos/start-failures.ts";

/** Something that happens to a task that runs. Times count from RUNNING. */
export type Happening =
	| {
			readonly kind: "exit";
			readonly afterMs: number;
			readonly container: string;
			readonly exitCode: number;
			/** The container's `reason`, such as `OutOfMemoryError: …`. */
			readonly reason?: string | undefined;
	  }
	| { readonly kind: "unhealthy"; readonly afterMs: number; readonly container: string }
	| { readonly kind: "spotInterruption"; readonly afterMs: number };

/** What the containers of one task do by themselves. */
export interface Workload {
	readonly startFailure: StartFailure | undefined;
	/** How much longer than usual a start takes. */
	readonly startDelayMs: number;
	/** How long the containers go on after they were told to stop; ECS kills them at their stop timeout. */
	readonly stopDelayMs: number;
	readonly happenings: readonly Happening[];
	/** An essential container has a health check that cannot pass. */
	readonly neverHealthy: boolean;
}

/** The workload of a task of `definition`, as its text tells it. */
export function workloadOf(
	definition: TaskDefinition,
	overrides: TaskOverride | undefined,
	onFargate: boolean,
): Workload {
	const containers = definition.containerDefinitions ?? [];
	const unknown = containers.find(({ image = "" }) => /\.invalid(:\d+)?$/i.test(imageParts(image).host));
	const happenings = containers.flatMap((container): Happening[] => {
		const name = container.name ?? "";
		const override = overrides?.containerOverrides?.find((other) => other.name === name);
		const end = endOfCommand([...(container.entryPoint ?? []), ...(override?.command ?? container.command ?? [])]);
		const failsAfterMs = healthFailureMs(container);
		return [
			...(end ? [{ kind: "exit", container: name, ...end } as const] : []),
			...(failsAfterMs === undefined ? [] : [{ kind: "unhealthy", container: name, afterMs: failsAfterMs } as const]),
		];
	});
	return {
		startFailure: unknown && startFailure("image", definition, unknown.name, onFargate),
		startDelayMs: 0,
		stopDelayMs: 0,
		happenings,
		neverHealthy: containers.some(
			(container) => container.essential !== false && healthFailureMs(container) !== undefined,
		),
	};
}

/** Whether ECS watches the health of a container; `NONE` turns a check off (ECS API reference, HealthCheck). */
export function isChecked({ healthCheck }: ContainerDefinition): boolean {
	return healthCheck !== undefined && healthCheck.command?.[0] !== "NONE";
}

/** When and how a command ends; undefined for one that runs on, or that says nothing certain. */
export function endOfCommand(
	argv: readonly string[],
): { readonly afterMs: number; readonly exitCode: number } | undefined {
	const [program = "", ...rest] = argv;
	if (!/^(\/bin\/|\/usr\/bin\/)?(sh|ash|bash|dash)$/.test(program)) {
		// `exit` is the shell's own; there is no such program.
		return program === "exit" ? undefined : endOfScript([argv.join(" ")]);
	}
	const flag = rest.findIndex((argument) => /^-[a-z]*c$/.test(argument));
	const script = flag < 0 ? undefined : rest[flag + 1];
	return script === undefined ? undefined : endOfScript(script.split(/(&&|;|\n)/));
}

/** Runs statements with the operators between them. */
function endOfScript(parts: readonly string[]) {
	let afterMs = 0;
	let exitCode = 0;
	for (let index = 0; index < parts.length; index += 2) {
		const text = (parts[index] ?? "").trim();
		if (text === "" || (parts[index - 1] === "&&" && exitCode !== 0)) continue;
		const [word = "", argument = ""] = text.split(/\s+/);
		if (word === "exit") return { afterMs, exitCode: Number(argument || exitCode) & 0xff };
		if (word === "sleep" && /^\d+(\.\d+)?$/.test(argument)) afterMs += Number(argument) * 1000;
		else if (!results.has(word) || /[|&><`$]/.test(text)) return undefined;
		exitCode = results.get(word) ?? 0;
	}
	return parts.every((part) => part.trim() === "") ? undefined : { afterMs, exitCode };
}

/** The exit codes of the words that do nothing else. */
const results: ReadonlyMap<string, number> = new Map([
	["true", 0],
	["false", 1],
	["echo", 0],
	[":", 0],
]);

/** When a health check that cannot pass has failed often enough; undefined where it passes (ECS API reference, HealthCheck). */
function healthFailureMs(container: ContainerDefinition): number | undefined {
	if (!isChecked(container)) return undefined;
	const [kind = "", ...rest] = container.healthCheck?.command ?? [];
	const end = endOfCommand(kind === "CMD-SHELL" ? ["sh", "-c", rest.join(" ")] : rest);
	if (!end || end.exitCode === 0) return undefined;
	const { startPeriod = 0, interval = 30, retries = 3 } = container.healthCheck ?? {};
	return (startPeriod + interval * retries) * 1000;
}
