/**
 * Derives the behaviour of a task's containers from its definition where it is certain: an image in the reserved domain
 * `.invalid` cannot be pulled, a command of `sleep`, `exit`, `true`, `false` and `echo` exits as in a shell, and such a
 * health check passes or fails. AWS behaves the same; all other containers run and are healthy until they are stopped.
 */
import type { ContainerDefinition, TaskDefinition, TaskOverride } from "@aws-sdk/client-ecs";
import { imageParts, type StartFailure, startFailure } from "../chaos/start-failures.ts";

/** An event in a running task. Times count from RUNNING. */
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

/** The behaviour of a task's containers. */
export interface Workload {
	readonly startFailure: StartFailure | undefined;
	/** The additional time that a start takes. */
	readonly startDelayMs: number;
	/** The time that containers keep running after the stop signal; ECS kills them at their stop timeout. */
	readonly stopDelayMs: number;
	readonly happenings: readonly Happening[];
	/** Whether an essential container has a health check that cannot pass. */
	readonly neverHealthy: boolean;
}

/** The workload of a task of `definition`. */
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

/** Whether ECS monitors the health of a container; `NONE` disables a check (ECS API reference, HealthCheck). */
export function isChecked({ healthCheck }: ContainerDefinition): boolean {
	return healthCheck !== undefined && healthCheck.command?.[0] !== "NONE";
}

/** The time and exit code of a command; undefined if it keeps running or is not certain. */
export function endOfCommand(
	argv: readonly string[],
): { readonly afterMs: number; readonly exitCode: number } | undefined {
	const [program = "", ...rest] = argv;
	if (!/^(\/bin\/|\/usr\/bin\/)?(sh|ash|bash|dash)$/.test(program)) {
		// `exit` is a shell builtin; there is no such program.
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

/** The exit codes of commands that do nothing else. */
const results: ReadonlyMap<string, number> = new Map([
	["true", 0],
	["false", 1],
	["echo", 0],
	[":", 0],
]);

/**
 * The time at which a health check that cannot pass has failed often enough; undefined if it passes (ECS API reference,
 * HealthCheck).
 */
function healthFailureMs(container: ContainerDefinition): number | undefined {
	if (!isChecked(container)) return undefined;
	const [kind = "", ...rest] = container.healthCheck?.command ?? [];
	const end = endOfCommand(kind === "CMD-SHELL" ? ["sh", "-c", rest.join(" ")] : rest);
	if (!end || end.exitCode === 0) return undefined;
	const { startPeriod = 0, interval = 30, retries = 3 } = container.healthCheck ?? {};
	return (startPeriod + interval * retries) * 1000;
}
