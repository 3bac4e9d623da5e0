/**
 * An image in a private registry of ECR that CI pushes again under its tag: `policy.followDigest` asks ECR by its own API, with
 * AWS's credentials, and whatever IAM or ECR says against it is in the service's status.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEcr } from "../../src/aws/ecr.ts";
import { createEcrSource } from "../../src/images/ecr-registry.ts";
import type { ImageSource } from "../../src/images/image-source.ts";
import { type EcrService, startEcrService } from "../images/ecr-service.ts";
import { deploymentsOf, followingManifests } from "../support/followed-images.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const image = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop/web:latest";
const repository = "111122223333 shop/web";
const indexType = "application/vnd.oci.image.index.v1+json";

let service: EcrService;

beforeEach(async () => {
	vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDSHOP");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
	service = await startEcrService();
});

afterEach(async () => {
	await service.close();
	vi.unstubAllEnvs();
});

/** Pushes an image for one platform; `content` stands for what is in it. */
const push = (content: string) => service.push(repository, "latest", { schemaVersion: 2, config: content });

/** Pushes an index of two platforms; gives its digest and theirs. */
function pushForMany(content: string) {
	const platforms = ["amd64", "arm64"].map((architecture) =>
		service.push(repository, architecture, { schemaVersion: 2, config: `${content} ${architecture}` }),
	);
	const manifests = platforms.map((digest) => ({ digest }));
	return { digest: service.push(repository, "latest", { schemaVersion: 2, manifests }, indexType), platforms };
}

/** A converged world whose ECS finds `digest` under the tag, and an evenkeel that asks the ECR on loopback. */
async function following(digest: string) {
	const world = createVirtualWorld();
	world.emulator.service("ecs").pushImage(image, digest);
	const ecr = createEcr({ endpoint: service.endpoint });
	const { source, answered } = awaited(createEcrSource({ read: ecr.read, timeoutMs: 60_000 }));
	const evenkeel = world.start({ images: { intervalMs: 300_000, source } });
	evenkeel.accept(followingManifests(image));
	await evenkeel.settle();
	return {
		world,
		evenkeel,
		health: () => evenkeel.resource("Service/shop/web")?.health,
		/** Lets virtual time go by, and real answers come in. */
		advance: async (byMs: number) => {
			for (let goneMs = 0; goneMs < byMs; goneMs += stepMs) {
				await world.advance(stepMs);
				await answered();
			}
		},
		stop: async () => {
			await evenkeel.stop();
			ecr.close();
		},
	};
}

const stepMs = 5_000;

/** Virtual time waits for nothing real; `answered` waits for what was asked over the loopback. */
function awaited(source: ImageSource) {
	const asked = new Set<Promise<unknown>>();
	return {
		source: ((reference, signal) => {
			const answer = source(reference, signal);
			const forget = () => asked.delete(answer);
			asked.add(answer);
			answer.then(forget, forget);
			return answer;
		}) satisfies ImageSource,
		answered: async () => void (await Promise.allSettled(asked)),
	};
}

describe("an image in ECR that is followed", () => {
	it("is deployed once for each push, and asked for without a pull", async () => {
		const { world, advance, stop } = await following(push("one"));
		await advance(900_000);
		expect(await deploymentsOf(world)).toBe(1);
		for (const [index, content] of ["two", "three"].entries()) {
			world.emulator.service("ecs").pushImage(image, push(content));
			await advance(900_000);
			expect(await deploymentsOf(world)).toBe(index + 2);
		}
		expect(new Set(service.requests)).toEqual(new Set(["ap-northeast-1 DescribeImages"]));
		await stop();
	});

	it("is the same for many platforms while one of them runs, and is deployed when the index is another", async () => {
		const { world, advance, stop } = await following(pushForMany("one").platforms[1] ?? "");
		await advance(1_800_000);
		expect(await deploymentsOf(world)).toBe(1);
		world.emulator.service("ecs").pushImage(image, pushForMany("two").digest);
		await advance(900_000);
		expect(await deploymentsOf(world)).toBe(2);
		await advance(1_800_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(service.requests.filter((request) => request.endsWith("BatchGetImage"))).toHaveLength(2);
		await stop();
	});

	it("is left as it is while IAM denies a look, which the status says, and followed once it is allowed", async () => {
		const { world, advance, health, stop } = await following(push("one"));
		service.fail = { status: 400, type: "AccessDeniedException" };
		world.emulator.service("ecs").pushImage(image, push("two"));
		await advance(900_000);
		expect(await deploymentsOf(world)).toBe(1);
		expect(health()).toMatchObject({
			status: "Healthy",
			reason: {
				code: "ImageTagUnknown",
				params: { said: expect.stringMatching(/AccessDeniedException.* must be allowed ecr:DescribeImages/) },
			},
		});
		service.fail = undefined;
		await advance(3_600_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(health()).toEqual({ status: "Healthy" });
		await stop();
	});
});
