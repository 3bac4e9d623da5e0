import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEcr, type Ecr, type EcrOptions } from "../../src/aws/ecr.ts";
import { createEcrSource, ecrRegistryOf } from "../../src/images/ecr-registry.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "../../src/images/image-source.ts";
import { createRegistrySource } from "../../src/images/registries.ts";
import { type EcrService, startEcrService } from "./ecr-service.ts";

const host = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com";
const repository = "111122223333 shop/web";
const indexType = "application/vnd.oci.image.index.v1+json";
const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

let service: EcrService;
const opened: Ecr[] = [];

beforeEach(async () => {
	// AWS's own chain finds these first.
	vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDSHOP");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
	service = await startEcrService();
});

afterEach(async () => {
	for (const ecr of opened.splice(0)) ecr.close();
	await service.close();
	vi.unstubAllEnvs();
});

function source({ timeoutMs = 5_000, ...options }: EcrOptions & { readonly timeoutMs?: number } = {}): ImageSource {
	const ecr = createEcr({ endpoint: service.endpoint, ...options });
	opened.push(ecr);
	return createEcrSource({ read: ecr.read, timeoutMs });
}

describe("a registry of ECR", () => {
	it("tells the digest of a tag, by a request that is no pull", async () => {
		const ask = source();
		const digest = service.push(repository, "latest", { schemaVersion: 2 });
		expect(await ask(`${host}/shop/web`)).toEqual({ digests: [digest] });
		const later = service.push(repository, "latest", { schemaVersion: 2, config: {} });
		expect(await ask(`${host}/shop/web:latest`)).toEqual({ digests: [later] });
		expect(new Set(service.requests)).toEqual(new Set(["ap-northeast-1 DescribeImages"]));
	});

	it("is asked in the region and account of its host", async () => {
		const ask = source();
		service.push(repository, "1", { schemaVersion: 2 });
		const digest = service.push("444455556666 shop/web", "1", { schemaVersion: 2, config: {} });
		const elsewhere = "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn";
		expect(await ask(`${elsewhere}/shop/web:1`)).toEqual({ digests: [digest] });
		await ask(`${host}/shop/web:1`);
		expect(service.requests).toEqual(["cn-north-1 DescribeImages", "ap-northeast-1 DescribeImages"]);
	});

	it.each([indexType, dockerList])("tells an index (%s) with its platforms, and is asked for it once", async (type) => {
		const ask = source();
		const platform = service.push(repository, "amd64", { schemaVersion: 2 });
		const index = { schemaVersion: 2, manifests: [{ digest: platform }, { digest: "md5:1" }, null] };
		const digest = service.push(repository, "1.2", index, type);
		for (let time = 0; time < 3; time++) {
			expect(await ask(`${host}/shop/web:1.2`)).toEqual({ digests: [digest, platform] });
		}
		expect(service.requests.filter((request) => request.endsWith("BatchGetImage"))).toHaveLength(1);
	});

	it.each<[string, number, RegExp]>([
		["AccessDeniedException", 400, /denied access to shop\/web:1 .* must be allowed ecr:DescribeImages/],
		["ExpiredTokenException", 400, /denied access to shop\/web:1 \(ExpiredTokenException\)\.$/],
		["ThrottlingException", 400, /throttled the request \(ThrottlingException\)/],
		["ServerException", 500, /does not answer: ServerException/],
		["InvalidParameterException", 400, /answered InvalidParameterException for shop\/web:1/],
	])("that answers %s is told of in a sentence, without AWS's text", async (type, status, sentence) => {
		service.push(repository, "1", {});
		service.fail = { type, status };
		const failure = await source()(`${host}/shop/web:1`).catch((error: Error) => error);
		expect(failure).toBeInstanceOf(ImageFailure);
		expect((failure as Error).message).toMatch(sentence);
		expect((failure as Error).message).not.toContain("secret-session");
		// Who asks comes again by itself.
		expect(service.requests).toHaveLength(1);
	});

	it.each([
		["shop/none:1", /has no repository shop\/none\.$/],
		["shop/web:none", /has no shop\/web:none\.$/],
	])("that does not have %s says which part is missing", async (name, sentence) => {
		service.push(repository, "1", {});
		await expect(source()(`${host}/${name}`)).rejects.toThrow(sentence);
	});

	it("that has archived an image says that ECS cannot pull it", async () => {
		service.push(repository, "1", {});
		service.details = { imageStatus: "ARCHIVED" };
		const failure = await source()(`${host}/shop/web:1`).catch((error: Error) => error);
		expect(failure).toBeInstanceOf(ImageMissing);
		expect((failure as Error).message).toMatch(/has archived/);
	});

	it("is asked for the digest where an image is pinned", async () => {
		const digest = service.push(repository, "1", { schemaVersion: 2 });
		expect(await source()(`${host}/shop/web@${digest}`)).toEqual({ digests: [digest] });
		const other = `sha256:${"0".repeat(64)}`;
		await expect(source()(`${host}/shop/web:1@${other}`)).rejects.toThrow(`has no shop/web@${other}.`);
	});

	it.each<[string, string, string, RegExp]>([
		["a repository", "shop/none:1", "hub", /has no repository shop\/none\.$/],
		["a tag", "shop/web:2", "shop-other", /has no shop\/web:2\.$/],
	])("misses %s for certain where no rule of a cache would bring it", async (_, name, prefix, sentence) => {
		service.push(repository, "1", {});
		service.cacheRules = [{ ecrRepositoryPrefix: prefix, upstreamRegistryUrl: "registry-1.docker.io" }];
		const failure = await source()(`${host}/${name}`).catch((error: Error) => error);
		expect(failure).toBeInstanceOf(ImageMissing);
		expect((failure as Error).message).toMatch(sentence);
	});

	it.each(["hub", "ROOT"])("does not miss for certain what a pull may bring by its cache's rule %s", async (prefix) => {
		service.cacheRules = [{ ecrRepositoryPrefix: prefix, upstreamRegistryUrl: "registry-1.docker.io" }];
		const failure = await source()(`${host}/hub/library/nginx:1`).catch((error: Error) => error);
		expect(failure).not.toBeInstanceOf(ImageMissing);
		expect((failure as Error).message).toMatch(
			/no repository .* first pull may fetch it from registry-1\.docker\.io\.$/,
		);
	});

	it("does not miss for certain what it does not say whether a pull would bring", async () => {
		service.fail = { status: 400, type: "AccessDeniedException", operation: "DescribePullThroughCacheRules" };
		const failure = await source()(`${host}/shop/none:1`).catch((error: Error) => error);
		expect(failure).not.toBeInstanceOf(ImageMissing);
		expect((failure as Error).message).toMatch(
			/unknown whether a pull would fetch it: .* must be allowed ecr:DescribePullThroughCacheRules/,
		);
	});

	it("that tells no digest is not believed", async () => {
		service.push(repository, "1", {});
		service.details = { imageDigest: "latest" };
		await expect(source()(`${host}/shop/web:1`)).rejects.toThrow(/returned no digest for shop\/web:1/);
	});

	it.each([
		["another digest", { imageDigest: `sha256:${"0".repeat(64)}` }, /returned sha256:0+ instead of/],
		["another repository", { repositoryName: "shop/api" }, /returned the repository shop\/api instead of/],
		["no media type", { imageManifestMediaType: undefined }, /returned no media type/],
	])("that answers with %s is not believed", async (_, details, sentence) => {
		const digest = service.push(repository, "1", {});
		service.details = details;
		await expect(source()(`${host}/shop/web@${digest}`)).rejects.toThrow(sentence);
	});

	it("that answers with another tag is not believed", async () => {
		const digest = service.push(repository, "1", {});
		service.details = { imageTags: ["2"] };
		await expect(source()(`${host}/shop/web:1`)).rejects.toThrow("returned the tags 2 instead of shop/web:1");
		service.details = { imageTags: ["2", "1"], repositoryName: "shop/web" };
		expect(await source()(`${host}/shop/web:1`)).toEqual({ digests: [digest] });
	});

	it("that does not give an index away is told of, with its code", async () => {
		service.push(repository, "1", {}, indexType);
		service.details = { imageManifestMediaType: dockerList };
		await expect(source()(`${host}/shop/web:1`)).rejects.toThrow(/platforms of shop\/web:1 \(ImageNotFound\)/);
	});

	it("that never answers is given up", async () => {
		service.fail = "never";
		await expect(source({ timeoutMs: 1 })(`${host}/shop/web:1`)).rejects.toThrow(/timed out/);
	});

	it("that is not there is told of in a sentence", async () => {
		const ask = source();
		await service.close();
		await expect(ask(`${host}/shop/web:1`)).rejects.toThrow(/does not answer: ECONNREFUSED/);
	});

	it("cannot be asked without the SDK's package, and the sentence says how to get it", async () => {
		const missing = "@aws-sdk/client-of-nothing";
		const ask = source({ load: () => import(missing) });
		await expect(ask(`${host}/shop/web:1`)).rejects.toThrow(/npm install @aws-sdk\/client-ecr$/);
	});

	it("is counted like the rest of AWS", async () => {
		const counted: string[] = [];
		const ask = source({ onRequest: ({ operation, code }) => counted.push(`${operation} ${code}`) });
		service.push(repository, "1", {});
		await ask(`${host}/shop/web:1`);
		await ask(`${host}/shop/web:2`).catch(() => {});
		expect(counted).toEqual([
			"ecr:DescribeImages 200",
			"ecr:DescribeImages ImageNotFoundException",
			"ecr:DescribePullThroughCacheRules 200",
		]);
	});
});

describe("hosts", () => {
	it.each([
		[host, "ap-northeast-1"],
		["111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
		["111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"],
		["111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
		["111122223333.dkr-ecr.eu-central-1.on.aws", "eu-central-1"],
		["111122223333.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1"],
	])("%s is a registry of ECR in %s", (name, region) => {
		expect(ecrRegistryOf(name)).toEqual({ registryId: "111122223333", region });
	});

	it.each([
		"public.ecr.aws",
		"ecr.us-east-1.amazonaws.com",
		"1111.dkr.ecr.us-east-1.amazonaws.com",
		`${host}.example.com`,
		`${host}:443`,
		"111122223333.dkr.ecr.us-east-1.example.com",
	])("%s is none", (name) => {
		expect(ecrRegistryOf(name)).toBeUndefined();
	});

	it("decide who is asked", async () => {
		const says = (letter: string) => async () => ({ digests: [letter] });
		const ask = createRegistrySource({ ecr: says("ecr"), oci: says("oci") });
		const asked = [`${host}/shop/web`, "public.ecr.aws/nginx/nginx", "nginx", "not an image"];
		const answers = await Promise.all(asked.map(async (image) => (await ask(image)).digests[0]));
		expect(answers).toEqual(["ecr", "oci", "oci", "oci"]);
	});
});
