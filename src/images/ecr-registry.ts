/**
 * Digests from private registries of Amazon ECR, whose access is IAM's. DescribeImages tells a tag's digest and its media type
 * without counting as a pull, which BatchGetImage does (ECR API reference); that one is only asked for the platforms of an index.
 */
import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { EcrRead } from "../aws/ecr.ts";
import { AwsFailure } from "../aws/failure.ts";
import { SdkMissing } from "../aws/optional-client.ts";
import { createIndexMemory, indexTypes, isDigest } from "./image-index.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "./image-source.ts";
import { meantBy, parseReference, type Reference } from "./reference.ts";

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

	/** One request. Rejects with an ImageFailure that tells what went wrong in a sentence. */
	async function ask<T>(
		reference: Reference,
		signal: AbortSignal | undefined,
		request: (signal: AbortSignal) => Promise<T>,
	): Promise<T> {
		const { host } = reference;
		const timeout = AbortSignal.timeout(timeoutMs);
		try {
			return await request(signal ? AbortSignal.any([signal, timeout]) : timeout);
		} catch (error) {
			if (timeout.aborted) throw new ImageFailure(`${host} does not answer: it takes too long.`);
			if (error instanceof SdkMissing) throw new ImageFailure(`${host} cannot be asked. ${error.message}`);
			if (error instanceof AwsFailure) throw failureOf(error, reference);
			throw error;
		}
	}

	/** What is not there yet may come with the first pull, where a rule of the registry says so. */
	async function orCached<T>(
		{ registryId, region }: EcrRegistry,
		reference: Reference,
		signal: AbortSignal | undefined,
		found: Promise<T>,
	): Promise<T> {
		try {
			return await found;
		} catch (missing) {
			if (!(missing instanceof ImageMissing)) throw missing;
			const { pullThroughCacheRules = [] } = await ask(reference, signal, (until) =>
				read(region, "ecr:DescribePullThroughCacheRules", { registryId, maxResults: 1_000 }, until),
			).catch((failure: ImageFailure) => {
				throw new ImageFailure(`${missing.message} Whether a pull would bring it is not known: ${failure.message}`);
			});
			const rule = pullThroughCacheRules.find(({ ecrRepositoryPrefix: prefix = "" }) => covers(prefix, reference));
			if (!rule) throw missing;
			throw new ImageFailure(`${missing.message} The first pull may bring it from ${rule.upstreamRegistryUrl}.`);
		}
	}

	return async (text, signal) => {
		const reference = parseReference(text);
		const registry = reference && ecrRegistryOf(reference.host);
		if (!registry) throw new ImageFailure(`${text} is no reference of an image in ECR.`);
		const { registryId, region } = registry;
		const { host, repository } = reference;
		const place = { registryId, repositoryName: repository };
		const imageId = reference.digest ? { imageDigest: reference.digest } : { imageTag: reference.tag };
		const { imageDetails } = await orCached(
			registry,
			reference,
			signal,
			ask(reference, signal, (until) => read(region, "ecr:DescribeImages", { ...place, imageIds: [imageId] }, until)),
		);
		const { imageDigest: digest, imageManifestMediaType: type, imageStatus = "ACTIVE" } = imageDetails?.[0] ?? {};
		if (!isDigest(digest)) throw new ImageFailure(`${host} tells no digest of ${meantBy(reference)}.`);
		if (imageStatus !== "ACTIVE") {
			const archive = `${host} has ${meantBy(reference)} in its archive (${imageStatus})`;
			throw new ImageMissing(`${archive}, where ECS cannot pull it.`);
		}
		const stray = strayIn(imageDetails?.[0] ?? {}, reference);
		if (stray) throw new ImageFailure(`${host} tells of ${stray} when it is asked for ${meantBy(reference)}.`);
		if (type === undefined) throw new ImageFailure(`${host} tells no media type of ${meantBy(reference)}.`);
		if (!indexTypes.includes(type)) return { digests: [digest] };
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
			throw new ImageFailure(`${host} does not tell the platforms of ${meantBy(reference)} (${why}).`);
		});
	};
}

/** What an answer is about, where that was not asked for. */
function strayIn({ imageDigest, imageTags, repositoryName }: ImageDetail, reference: Reference): string | undefined {
	const { digest, tag, repository } = reference;
	if (repositoryName !== undefined && repositoryName !== repository) return `the repository ${repositoryName}`;
	if (digest) return imageDigest === digest ? undefined : imageDigest;
	return imageTags && !imageTags.includes(tag) ? `the tags ${imageTags.join(", ")}` : undefined;
}

/** Of the text that AWS gives, nothing is told: it may name roles and sessions. */
function failureOf({ kind, code, operation }: AwsFailure, reference: Reference): ImageFailure {
	const { host, repository } = reference;
	const what = meantBy(reference);
	if (code === "RepositoryNotFoundException") return new ImageMissing(`${host} has no repository ${repository}.`);
	if (kind === "missing") return new ImageMissing(`${host} has no ${what}.`);
	if (kind === "throttled") return new ImageFailure(`${host} was asked too often (${code}).`);
	if (kind === "unavailable") return new ImageFailure(`${host} does not answer: ${code}.`);
	if (kind !== "denied") return new ImageFailure(`${host} answers ${code} for ${what}.`);
	const allow = `evenkeel's role must be allowed ${operation}; the policy of another account's repository must allow it, too.`;
	const advice = code === "AccessDeniedException" ? ` ${allow}` : "";
	return new ImageFailure(`${host} does not let us see ${what} (${code}).${advice}`);
}

/** ECR user guide, "Creating a pull through cache rule": the prefix ROOT is for every repository that no other rule has. */
function covers(prefix: string, { repository }: Reference): boolean {
	return prefix === "ROOT" || repository.startsWith(`${prefix}/`);
}
