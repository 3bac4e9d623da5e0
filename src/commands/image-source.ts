/** Selects where a command resolves image tags: in the embedded AWS, which invents digests, or in the image registries. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Ecr } from "../aws/ecr.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { type CredentialsOf, credentialsIn } from "../images/docker-config.ts";
import { createEcrSource } from "../images/ecr-registry.ts";
import { ImageFailure, type ImageSource } from "../images/image-source.ts";
import { createOciSource } from "../images/oci-registry.ts";
import { createRegistrySource } from "../images/registries.ts";
import type { CliContext } from "./cli-context.ts";

/** In milliseconds; a slower image registry is retried later. */
const timeoutMs = 10_000;

/** Resolves tags in the embedded AWS, which invents digests. */
export function embeddedImages(emulator: Pick<Emulator, "service">): ImageSource {
	return async (reference) => ({ digests: [emulator.service("ecs").imageDigest(reference)] });
}

export function registryImages(context: CliContext, { read }: Pick<Ecr, "read">): ImageSource {
	return createRegistrySource({
		ecr: createEcrSource({ read, timeoutMs }),
		oci: createOciSource({ fetch: globalThis.fetch, credentialsOf: dockerCredentials(context), timeoutMs }),
	});
}

/** From the file that `docker login` writes; read each time, since passwords change. */
function dockerCredentials({ env }: CliContext): CredentialsOf {
	const folder = env.DOCKER_CONFIG ?? (env.HOME ? join(env.HOME, ".docker") : undefined);
	return async (host) => {
		if (folder === undefined) return undefined;
		try {
			const file = join(folder, "config.json");
			// Only a plain file is read: reading a FIFO could block.
			return (await stat(file)).isFile() ? credentialsIn(await readFile(file, "utf8"), host) : undefined;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "ENOENT" || code === "ENOTDIR") return undefined;
			if (code !== undefined) throw new ImageFailure(`The Docker config file cannot be read (${code}).`);
			throw error;
		}
	};
}
