/**
 * A small ECR on loopback that speaks AWS's JSON 1.1 protocol: three operations, with the errors of ECR's API reference. The SDK's
 * real client is pointed at it.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Where a tag is: `111122223333 shop/web`. */
type Repository = `${string} ${string}`;

export interface EcrService {
	readonly endpoint: string;
	/** Puts a manifest under a tag, and by that creates its repository; gives its digest. */
	readonly push: (repository: Repository, tag: string, manifest: object, mediaType?: string) => string;
	/** Members that DescribeImages shows besides, such as the status of an archived image. */
	details: object;
	/** What was asked for, with the region that the request is signed for: `ap-northeast-1 DescribeImages`. */
	readonly requests: string[];
	/** The rules of pull-through caches: the prefix of repositories, and where a pull brings their images from. */
	cacheRules: { readonly ecrRepositoryPrefix: string; readonly upstreamRegistryUrl: string }[];
	/** Answers with this error, whatever is asked, or to one operation; `never` answers nothing. */
	fail: { readonly status: number; readonly type: string; readonly operation?: string } | "never" | undefined;
	readonly close: () => Promise<void>;
}

interface Stored {
	readonly body: string;
	readonly mediaType: string;
	readonly digest: string;
}

/** The members of the operations' requests that are looked at. */
interface EcrRequest {
	readonly registryId: string;
	readonly repositoryName: string;
	readonly imageIds: readonly { readonly imageTag?: string; readonly imageDigest?: string }[];
	readonly acceptedMediaTypes?: readonly string[];
}

class EcrError extends Error {
	readonly status: number;
	constructor(type: string, status = 400) {
		super(type);
		this.status = status;
	}
}

export async function startEcrService(): Promise<EcrService> {
	const repositories = new Map<string, Map<string, Stored>>();

	function found({ registryId, repositoryName, imageIds: [id] }: EcrRequest): Stored | undefined {
		const repository = repositories.get(`${registryId} ${repositoryName}`);
		if (!repository) throw new EcrError("RepositoryNotFoundException");
		return repository.get(id?.imageDigest ?? id?.imageTag ?? "");
	}

	const operations: Readonly<Record<string, (request: EcrRequest) => object>> = {
		DescribeImages: (request) => {
			const image = found(request);
			if (!image) throw new EcrError("ImageNotFoundException");
			const { digest: imageDigest, mediaType: imageManifestMediaType } = image;
			return { imageDetails: [{ imageDigest, imageManifestMediaType, imagePushedAt: 1.7e9, ...service.details }] };
		},
		BatchGetImage: (request) => {
			const image = found(request);
			const [imageId] = request.imageIds;
			// Also what the client does not take is not there for it.
			if (!image || !request.acceptedMediaTypes?.includes(image.mediaType)) {
				return { images: [], failures: [{ imageId, failureCode: "ImageNotFound" }] };
			}
			return {
				images: [{ imageId, imageManifest: image.body, imageManifestMediaType: image.mediaType }],
				failures: [],
			};
		},
		DescribePullThroughCacheRules: () => ({ pullThroughCacheRules: service.cacheRules }),
	};

	async function answer(request: IncomingMessage): Promise<object> {
		const [prefix, name = ""] = String(request.headers["x-amz-target"]).split(".");
		const [, region] = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/ecr\//.exec(signature(request)) ?? [];
		service.requests.push(`${region} ${name}`);
		const operation = operations[name];
		if (prefix !== "AmazonEC2ContainerRegistry_V20150921" || !operation)
			throw new EcrError("UnknownOperationException");
		if (region === undefined) throw new EcrError("IncompleteSignatureException");
		const { fail } = service;
		if (fail && fail !== "never" && (fail.operation ?? name) === name) throw new EcrError(fail.type, fail.status);
		return operation(JSON.parse(await textOf(request)) as EcrRequest);
	}

	const server = createServer(async (request, response: ServerResponse) => {
		if (service.fail === "never") return;
		response.setHeader("content-type", "application/x-amz-json-1.1");
		try {
			response.end(JSON.stringify(await answer(request)));
		} catch (error) {
			if (!(error instanceof EcrError)) throw error;
			response
				.writeHead(error.status)
				.end(JSON.stringify({ __type: error.message, message: "by role/secret-session" }));
		}
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const service: EcrService = {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		push: (repository, tag, manifest, mediaType = "application/vnd.oci.image.manifest.v1+json") => {
			const body = JSON.stringify(manifest);
			const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
			const images = repositories.get(repository) ?? new Map<string, Stored>();
			for (const id of [tag, digest]) images.set(id, { body, mediaType, digest });
			repositories.set(repository, images);
			return digest;
		},
		details: {},
		cacheRules: [],
		requests: [],
		fail: undefined,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return service;
}

function signature({ headers }: IncomingMessage): string {
	return headers.authorization ?? "";
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString("utf8");
}
