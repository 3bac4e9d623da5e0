/**
 * Digests from private registries of Amazon ECR, whose access is IAM's. DescribeImages tells a tag's digest and its media type
 * without counting as a pull, which BatchGetImage does (ECR API reference); that one is only asked for the platforms of an index.
 */
import { EcrClientMissing, type EcrRead } from "../aws/ecr.ts";
import { AwsFailure } from "../aws/failure.ts";
import { createIndexMemory, indexTypes, isDigest } from "./image-index.ts";
import { ImageFailure, type ImageSource } from "./image-source.ts";
import { parseReference, type Reference } from "./reference.ts";

export interface EcrSourceOptions {
	readonly read: EcrRead;
	/** How long ECR may take for one answer. */
	readonly timeoutMs: number;
}

interface EcrRegistry {
	/** The account whose registry it is. */
	readonly registryId: string;
	readonly region: string;
}

/**
 * The registry that a host name means, as ECR's user guide writes them, dual-stack and FIPS names among them; undefined for every
 * other host. `public.ecr.aws` is a registry like Docker Hub.
 */
export function ecrRegistryOf(host: string): EcrRegistry | undefined {
	const match =
		/^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.com\.cn)$/.exec(
			host,
		);
	const [, registryId, region] = match ?? [];
	return registryId && region ? { registryId, region } : undefined;
}

/** Asks only for references whose host `ecrRegistryOf` knows. */
export function createEcrSource({ read, timeoutMs }: EcrSourceOptions): ImageSource {
	const remembered = createIndexMemory();

	/** One request, with what went wrong told in a sentence. */
	async function ask<T>(
		{ host, repository, tag }: Reference,
		signal: AbortSignal | undefined,
		request: (signal: AbortSignal) => Promise<T>,
	): Promise<T> {
		const timeout = AbortSignal.timeout(timeoutMs);
		try {
			return await request(signal ? AbortSignal.any([signal, timeout]) : timeout);
		} catch (error) {
			if (timeout.aborted) throw new ImageFailure(`${host} does not answer: it takes too long.`);
			if (error instanceof EcrClientMissing) throw new ImageFailure(`${host} cannot be asked. ${error.message}`);
			if (error instanceof AwsFailure) throw new ImageFailure(sentenceOf(error, host, repository, tag));
			throw error;
		}
	}

	return async (text, signal) => {
		const reference = parseReference(text);
		const registry = reference && ecrRegistryOf(reference.host);
		if (!registry) throw new ImageFailure(`${text} is no reference of an image in ECR.`);
		const { host, repository, tag } = reference;
		const { registryId, region } = registry;
		const place = { registryId, repositoryName: repository };
		const { imageDetails } = await ask(reference, signal, (until) =>
			read(region, "ecr:DescribeImages", { ...place, imageIds: [{ imageTag: tag }] }, until),
		);
		const { imageDigest: digest, imageManifestMediaType: type, imageStatus = "ACTIVE" } = imageDetails?.[0] ?? {};
		if (!isDigest(digest)) throw new ImageFailure(`${host} tells no digest of ${repository}:${tag}.`);
		if (imageStatus !== "ACTIVE") {
			throw new ImageFailure(
				`${host} has ${repository}:${tag} in its archive (${imageStatus}), where ECS cannot pull it.`,
			);
		}
		if (type === undefined || !indexTypes.includes(type)) return { digests: [digest] };
		return remembered({ host, repository, digest }, async () => {
			const { images, failures } = await ask(reference, signal, (until) =>
				read(
					region,
					"ecr:BatchGetImage",
					{ ...place, imageIds: [{ imageDigest: digest }], acceptedMediaTypes: [type] },
					until,
				),
			);
			const manifest = images?.[0]?.imageManifest;
			if (manifest !== undefined) return manifest;
			const why = failures?.[0]?.failureCode ?? "no reason";
			throw new ImageFailure(`${host} does not tell the platforms of ${repository}:${tag} (${why}).`);
		});
	};
}

/** Of the text that AWS gives, nothing is told: it may name roles and sessions. */
function sentenceOf({ kind, code, operation }: AwsFailure, host: string, repository: string, tag: string): string {
	const what = `${repository}:${tag}`;
	if (code === "RepositoryNotFoundException") return `${host} has no repository ${repository}.`;
	if (kind === "missing") return `${host} has no ${what}.`;
	if (kind === "throttled") return `${host} was asked too often (${code}).`;
	if (kind === "unavailable") return `${host} does not answer: ${code}.`;
	if (kind !== "denied") return `${host} answers ${code} for ${what}.`;
	const allow = `evenkeel's role must be allowed ${operation}; the policy of another account's repository must allow it, too.`;
	return `${host} does not let us see ${what} (${code}).${code === "AccessDeniedException" ? ` ${allow}` : ""}`;
}
