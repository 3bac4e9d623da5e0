/** What the suite asks of a program that builds and runs container images: Docker where its daemon runs, else Buildah. */
import type { ChildProcess } from "node:child_process";

/** What an image says of itself, in the words of its Dockerfile. */
export interface ImageConfig {
	readonly user: string;
	readonly workingDir: string;
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	/** `NAME=value` each. */
	readonly env: readonly string[];
	/** Its first word is `CMD` or `CMD-SHELL`. */
	readonly healthCheck: readonly string[];
	/** Of all files, unpacked. */
	readonly sizeBytes: number;
}

export interface RunOptions {
	/** Instead of the image's entrypoint and command. */
	readonly command?: readonly string[];
	/** Instead of the image's command, after its entrypoint. */
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** The folder that is mounted, read-only, at /manifests. */
	readonly manifests: string;
}

export interface Engine {
	/** Such as `buildah 1.28.2`. */
	readonly version: string;
	/** Builds the repository's Dockerfile; rejects with the end of what was said. */
	readonly build: () => Promise<void>;
	readonly config: () => Promise<ImageConfig>;
	/** Runs the image as its user, with a root file system that cannot be written and the network of the machine. */
	readonly run: (options: RunOptions) => ChildProcess;
	/** Removes containers and mounts; the image stays for its layers. */
	readonly dispose: () => Promise<void>;
}

/** The name that the suite gives the image. */
export const imageName = "localhost/evenkeel:test";
