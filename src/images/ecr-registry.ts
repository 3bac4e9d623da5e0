/**
 * Resolves image tags in private Amazon ECR registries, with IAM credentials. DescribeImages returns digest and media
 * type without counting as a pull; BatchGetImage counts as one and is used only for the platforms of an index (ECR API
 * reference).
 */
import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { EcrRead } from "../aws/ecr.ts";
import { AwsFailure } from "../aws/failure.ts";
import { SdkMissing } from "../aws/optional-client.ts";
import { createIndexCache, indexTypes, isDigest } from "./image-index.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "./image-source.ts";
import { meantBy, parseReference, type Reference } from "./reference.ts";

export interface EcrSourceOptions {
	readonly read: EcrRead;
	/** Time limit for one answer of ECR, in milliseconds. */
	readonly timeoutMs: number;
}

interface EcrRegistry {
	/** The account that owns the image registry. */
	readonly registryId: string;
	readonly region: string;
}

/**
 * The ECR registry of a host name, in the forms of ECR's user guide including dual-stack and FIPS names; undefined for
 * other hosts. `public.ecr.aws` is an OCI image registry.
 */
export function ecrRegistryOf(host: string): EcrRegistry | undefined {
	const match =
		/^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.com\.cn)$/.exec(
			host,
		);
	const [, registryId, region] = match ?? [];
	return registryId && region ? { registryId, region } : undefined;
}

/** Creates a source for references whose host `ecrRegistryOf` recognizes. */
export function createEcrSource({ read, timeoutMs }: EcrSourceOptions): ImageSource {
	const remembered = createIndexCache();

	/** Sends one request. Rejects with an `ImageFailure` whose message is a sentence. */
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
			if (timeout.aborted) throw new ImageFailure(`${host} does not answer: timed out.`);
			if (error instanceof SdkMissing) throw new ImageFailure(`${host} cannot be queried. ${error.message}`);
			if (error instanceof AwsFailure) throw failureOf(error, reference);
			throw error;
		}
	}

	/** A missing image may be fetched on the first pull, if a pull through cache rule covers it. */
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
				throw new ImageFailure(`${missing.message} It is unknown whether a pull would fetch it: ${failure.message}`);
			});
			const rule = pullThroughCacheRules.find(({ ecrRepositoryPrefix: prefix = "" }) => covers(prefix, reference));
			if (!rule) throw missing;
			throw new ImageFailure(`${missing.message} The first pull may fetch it from ${rule.upstreamRegistryUrl}.`);
		}
	}

	return async (text, signal) => {
		const reference = parseReference(text);
		const registry = reference && ecrRegistryOf(reference.host);
		if (!registry) throw new ImageFailure(`${text} is not an image reference in ECR.`);
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
		if (!isDigest(digest)) throw new ImageFailure(`${host} returned no digest for ${meantBy(reference)}.`);
		if (imageStatus !== "ACTIVE") {
			const archived = `${host} has archived ${meantBy(reference)} (${imageStatus})`;
			throw new ImageMissing(`${archived}, so ECS cannot pull it.`);
		}
		const stray = strayIn(imageDetails?.[0] ?? {}, reference);
		if (stray) throw new ImageFailure(`${host} returned ${stray} instead of ${meantBy(reference)}.`);
		if (type === undefined) throw new ImageFailure(`${host} returned no media type for ${meantBy(reference)}.`);
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
			throw new ImageFailure(`${host} did not return the platforms of ${meantBy(reference)} (${why}).`);
		});
	};
}

/** The subject of an answer that does not match the request; undefined if it matches. */
function strayIn({ imageDigest, imageTags, repositoryName }: ImageDetail, reference: Reference): string | undefined {
	const { digest, tag, repository } = reference;
	if (repositoryName !== undefined && repositoryName !== repository) return `the repository ${repositoryName}`;
	if (digest) return imageDigest === digest ? undefined : imageDigest;
	return imageTags && !imageTags.includes(tag) ? `the tags ${imageTags.join(", ")}` : undefined;
}

/** AWS's message is not shown, since it may contain names of roles and sessions. */
function failureOf({ kind, code, operation }: AwsFailure, reference: Reference): ImageFailure {
	const { host, repository } = reference;
	const what = meantBy(reference);
	if (code === "RepositoryNotFoundException") return new ImageMissing(`${host} has no repository ${repository}.`);
	if (kind === "missing") return new ImageMissing(`${host} has no ${what}.`);
	if (kind === "throttled") return new ImageFailure(`${host} throttled the request (${code}).`);
	if (kind === "unavailable") return new ImageFailure(`${host} does not answer: ${code}.`);
	if (kind !== "denied") return new ImageFailure(`${host} answered ${code} for ${what}.`);
	const allow = `evenkeel's role must be allowed ${operation}; the policy of another account's repository must allow it, too.`;
	const advice = code === "AccessDeniedException" ? ` ${allow}` : "";
	return new ImageFailure(`${host} denied access to ${what} (${code}).${advice}`);
}

/** ECR user guide, "Creating a pull through cache rule": the prefix ROOT covers every repository without another rule. */
function covers(prefix: string, { repository }: Reference): boolean {
	return prefix === "ROOT" || repository.startsWith(`${prefix}/`);
}
