/**
 * An image in a private ECR repository that CI pushes repeatedly under the same tag: `policy.followDigest` reads ECR
 * with AWS's credentials, and errors of IAM or ECR appear in the service's status.
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

/** Pushes an image for one platform; `content` represents its contents. */
const push = (content: string) => service.push(repository, "latest", { schemaVersion: 2, config: content });

/** Pushes an index of two platforms; returns its digest and theirs. */
function pushForMany(content: string) {
	const platforms = ["amd64", "arm64"].map((architecture) =>
		service.push(repository, architecture, { schemaVersion: 2, config: `${content} ${architecture}` }),
	);
	const manifests = platforms.map((digest) => ({ digest }));
	return { digest: service.push(repository, "latest", { schemaVersion: 2, manifests }, indexType), platforms };
}

/** A converged set-up whose ECS resolves the tag to `digest`, and an evenkeel that reads an ECR on loopback. */
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
		/** Advances virtual time while real answers arrive. */
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

/** Virtual time does not wait for real events; `answered` waits for the requests over loopback. */
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

describe("a followed image in ECR", () => {
	it("is deployed once for each push, and read without a pull", async () => {
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

	it("is unchanged if a multi-platform image has the same running platform, and is deployed if the index changes", async () => {
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

	it("is not changed while IAM denies the read, which the status reports, and is followed once allowed", async () => {
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
