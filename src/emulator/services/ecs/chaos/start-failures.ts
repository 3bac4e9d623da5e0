/**
 * The reasons of failed task starts, as DescribeTasks shows them. On Fargate the task's stopped reason has the whole
 * text; on a container instance the task has a generic reason and its container the specific one (ECS developer guide,
 * stopped task errors).
 */
import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";

/** The failure that keeps a task from RUNNING. */
export interface StartFailure {
	/** The task's `stoppedReason`. */
	readonly reason: string;
	/** The container with the specific reason; all containers if absent. */
	readonly container?: string | undefined;
	/** The container's `reason`; the task's if absent. */
	readonly containerReason?: string;
}

/** The causes whose text the emulator derives from the task definition. */
export type StartFailureCause = "image" | "secret" | "log";

/**
 * The failure of a container of `definition` for `cause`; `onFargate` decides whether the task or the container has the
 * text.
 */
export function startFailure(
	cause: StartFailureCause,
	definition: TaskDefinition,
	containerName: string | undefined,
	onFargate: boolean,
): StartFailure {
	const containers = definition.containerDefinitions ?? [];
	const container = containers.find(({ name }) => name === containerName) ?? containers[0] ?? {};
	const text = texts[cause](container, onFargate);
	if (onFargate) return { reason: text, container: container.name };
	return { reason: "Task failed to start", container: container.name, containerReason: text };
}

const texts: Readonly<Record<StartFailureCause, (container: ContainerDefinition, onFargate: boolean) => string>> = {
	image: ({ image = "" }, onFargate) => {
		const { host, path, tag } = imageParts(image);
		const manifest = `https://${host}/v2/${path}/manifests/${tag}`;
		const cause = `dial tcp: lookup ${host}: no such host`;
		return onFargate
			? `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${host}/${path}:${tag}: failed to do request: Head "${manifest}": ${cause}`
			: `CannotPullContainerError: Error response from daemon: Get "https://${host}/v2/": ${cause}`;
	},
	secret: ({ secrets = [] }) => {
		const from = secrets[0]?.valueFrom ?? "";
		const cause = from.includes(":secretsmanager:")
			? `unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${from} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`
			: `unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${from.slice(from.indexOf("/") + 1)}`;
		return `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${cause}`;
	},
	log: (_container, onFargate) => {
		const cause =
			"failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.";
		return onFargate
			? `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: ${cause} : exit status 1`
			: `CannotStartContainerError: Error response from daemon: failed to initialize logging driver: ${cause}`;
	},
};

/** Registry host, repository and tag of an image reference, with the container runtime's defaults. */
export function imageParts(image: string): { readonly host: string; readonly path: string; readonly tag: string } {
	const [first = "", ...rest] = image.split("/");
	const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
	const remainder = isHost ? rest.join("/") : image;
	const [, path = remainder, tag = "latest"] = /^([^:@]+)(?:[:@](.+))?$/.exec(remainder) ?? [];
	return isHost ? { host: first, path, tag } : { host: "registry-1.docker.io", path, tag };
}
