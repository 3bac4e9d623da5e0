/**
 * An image that is pushed again under its tag: with `policy.followDigest` the service is redeployed exactly once for
 * each digest, and no failure of an image registry causes harm.
 */

import { describe, expect, it } from "vitest";
import { ImageFailure } from "../../src/images/image-source.ts";
import { because } from "../../src/model/reason.ts";
import { deploymentsOf, followingManifests, type Said } from "../support/followed-images.ts";
import { createVirtualWorld, type StartOptions } from "../support/virtual-world.ts";

const image = "ghcr.io/shop/web:latest";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const images = { intervalMs: 300_000 };

async function converged(said: Said = {}, options: StartOptions = {}) {
	const world = createVirtualWorld();
	world.emulator.service("ecs").pushImage(image, digest("a"));
	const evenkeel = world.start({ images, ...options });
	evenkeel.accept(followingManifests(image, said));
	await evenkeel.settle();
	await world.advance(600_000);
	return { world, evenkeel };
}

describe("policy.followDigest", () => {
	it("deploys once for each pushed digest, and makes no calls in between", async () => {
		const { world, evenkeel } = await converged();
		expect(await deploymentsOf(world)).toBe(1);
		for (const [index, letter] of ["b", "c", "a"].entries()) {
			world.emulator.service("ecs").pushImage(image, digest(letter));
			await world.advance(900_000);
			expect(await deploymentsOf(world)).toBe(index + 2);
			const before = evenkeel.sent.length;
			await world.advance(3_600_000);
			expect(evenkeel.sent.length).toBe(before);
		}
		await evenkeel.settle();
		await evenkeel.stop();
	});

	it("does not affect a service that does not request it", async () => {
		const { world, evenkeel } = await converged({ policy: "followDigest: false" });
		world.emulator.service("ecs").pushImage(image, digest("b"));
		await world.advance(3_600_000);
		expect(await deploymentsOf(world)).toBe(1);
		await evenkeel.stop();
	});

	it("remembers the deployed digest over a restart, even after a crash directly after the call", async () => {
		let crash = false;
		const { world, evenkeel } = await converged(
			{},
			{
				afterCall: () => {
					if (crash) throw new Error("The process was killed.");
				},
			},
		);
		crash = true;
		world.emulator.service("ecs").pushImage(image, digest("b"));
		await world.advance(900_000);
		await expect(evenkeel.ended).rejects.toThrow("killed");
		expect(await deploymentsOf(world)).toBe(2);
		const next = world.start({ images });
		next.accept(followingManifests(image));
		await world.advance(3_600_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(next.sent).toEqual([]);
		await next.stop();
	});

	it("respects the environment's rollout limits", async () => {
		const names = ["a", "b", "c"];
		const { world, evenkeel } = await converged({ names, rollouts: "{ maxConcurrent: 1 }" });
		world.emulator.service("ecs").pushImage(image, digest("b"));
		const waiting = () =>
			names.some((name) => evenkeel.resource(`Service/shop/${name}`)?.reason?.code === "RolloutLimitReached");
		await world.until(waiting);
		await world.advance(1_800_000);
		for (const name of names) expect(await deploymentsOf(world, name)).toBe(2);
		await evenkeel.stop();
	});

	it("does not redeploy what ECS has rolled back, until another digest is pushed", async () => {
		const { world, evenkeel } = await converged();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ reason: "CannotPullContainerError: bad" });
		world.emulator.service("ecs").pushImage(image, digest("b"));
		await world.until(() => evenkeel.resource("Service/shop/web")?.outcome === "blocked", { atMostMs: 7_200_000 });
		expect(evenkeel.resource("Service/shop/web")?.health.status).toBe("Degraded");
		await evenkeel.stop();
		const next = world.start({ images });
		next.accept(followingManifests(image));
		await world.advance(3_600_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(next.resource("Service/shop/web")?.reason?.code).toBe("RolledBack");
		takeBack();
		world.emulator.service("ecs").pushImage(image, digest("c"));
		await world.advance(1_800_000);
		expect(await deploymentsOf(world)).toBe(3);
		await next.settle();
		await next.stop();
	});

	it("reports that an image registry does not answer, retries with growing delays, and continues once it does", async () => {
		let asked = 0;
		let works = false;
		const source = async () => {
			asked += 1;
			if (!works) throw new ImageFailure("ghcr.io answers 503.");
			return { digests: [digest("b")] };
		};
		const { world, evenkeel } = await converged({}, { images: { ...images, source } });
		expect(evenkeel.resource("Service/shop/web")).toMatchObject({
			sync: "Synced",
			health: { status: "Healthy", reason: because("ImageTagUnknown", { image, said: "ghcr.io answers 503." }) },
		});
		const before = asked;
		await world.advance(6 * 3_600_000);
		expect(asked - before).toBeLessThan(20);
		expect(asked - before).toBeGreaterThan(5);
		world.emulator.service("ecs").pushImage(image, digest("b"));
		works = true;
		await world.advance(2 * 3_600_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(evenkeel.resource("Service/shop/web")?.health).toEqual({ status: "Healthy" });
		await evenkeel.stop();
	});

	it("is not blocked by an image registry that never answers", async () => {
		const source = () => new Promise<never>(() => {});
		const { world, evenkeel } = await converged({}, { images: { ...images, source } });
		evenkeel.accept(followingManifests(image, { policy: "followDigest: true, redeploy: now" }));
		await world.advance(600_000);
		expect(await deploymentsOf(world)).toBe(2);
		await evenkeel.settle();
	});

	it("treats a platform's digest as the multi-platform image that was pushed", async () => {
		const source = async () => ({ digests: [digest("f"), digest("e"), digest("a")] });
		const { world, evenkeel } = await converged({}, { images: { ...images, source } });
		await world.advance(3_600_000);
		expect(await deploymentsOf(world)).toBe(1);
		await evenkeel.stop();
	});

	it("deploys once if ECS resolves another digest than the image registry, and reports it", async () => {
		const source = async () => ({ digests: [digest("f")] });
		const { world, evenkeel } = await converged({}, { images: { ...images, source } });
		await world.advance(6 * 3_600_000);
		expect(await deploymentsOf(world)).toBe(2);
		expect(evenkeel.resource("Service/shop/web")?.health.reason).toMatchObject({
			code: "DigestNotDeployed",
			params: { digest: digest("f") },
		});
		await evenkeel.stop();
	});

	it("does not query images pinned by digest", async () => {
		let asked = 0;
		const source = async () => {
			asked += 1;
			return { digests: [digest("f")] };
		};
		const world = createVirtualWorld();
		const evenkeel = world.start({ images: { ...images, source } });
		const files = followingManifests(image);
		evenkeel.accept({ ...files, "shop.yaml": (files["shop.yaml"] ?? "").replace(image, `${image}@${digest("a")}`) });
		await evenkeel.settle();
		await world.advance(3_600_000);
		expect(asked).toBe(0);
		await evenkeel.stop();
	});
});
