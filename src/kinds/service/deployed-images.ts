/**
 * The images that a service's deployment runs, with the digests that ECS has pinned (ECS API reference, ServiceRevision).
 * The tags of the image registry are compared with them.
 */
import type { Service, ServiceRevision } from "@aws-sdk/client-ecs";
import { type Identity, identity } from "../../model/identity.ts";
import type { RunningImage } from "../../model/images.ts";
import { observedOf } from "../../model/kinds.ts";
import type { Observed, ObservedState } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { lastPart } from "../normal-form.ts";
import { tryRead } from "../observing.ts";
import type { DeployedImages, ImageFacts, PinnedImage, ServiceFacts, ServiceObserveRequest } from "./facts.ts";
import { serviceRef } from "./ref.ts";

/** The running images and what the image registries have; undefined where the manifest does not follow digests. */
export async function imageFacts(request: ServiceObserveRequest, service: Service): Promise<ImageFacts | undefined> {
	// A full resync also finds services that are not due; their running images stay known.
	const id = identity("Service", lastPart(service.clusterArn ?? ""), service.serviceName ?? "");
	const deploymentId = service.deployments?.find(({ status }) => status === "PRIMARY")?.id;
	if (!request.declared.get(id)?.policy.followDigest || deploymentId === undefined) return undefined;
	const last = factsOf(request.observedState, id)?.images?.deployed;
	const read = await tryRead(() => deployedImages(request, service, deploymentId, last));
	if (!read.ok || read.value.images.length === 0) {
		const trouble = because("RunningImagesUnknown", read.ok ? {} : { cause: read.reason });
		return { deployed: { deploymentId, images: [] }, newer: [], troubles: [trouble] };
	}
	const { newer = [], troubles = [] } = request.images?.get(id) ?? {};
	const runs = (image: string, digest: string) =>
		read.value.images.some((one) => one.image === image && one.digest === digest);
	return { deployed: read.value, newer: newer.filter(({ image, deployed }) => runs(image, deployed)), troubles };
}

/** A pinned digest never changes; ECS pins it when the first task starts. */
async function deployedImages(
	request: ServiceObserveRequest,
	{ clusterArn = "", serviceArn = "", serviceName }: Service,
	deploymentId: string,
	last: DeployedImages | undefined,
): Promise<DeployedImages> {
	const isPinned = last?.images.length && last.images.every(({ digest }) => digest !== undefined);
	if (last?.deploymentId === deploymentId && isPinned) return last;
	const place = serviceArn.slice(0, serviceArn.indexOf(":service/"));
	const arn = `${place}:service-revision/${lastPart(clusterArn)}/${serviceName}/${deploymentId.slice(deploymentId.indexOf("/") + 1)}`;
	const { serviceRevisions } = await request.read("ecs:DescribeServiceRevisions", { serviceRevisionArns: [arn] });
	return { deploymentId, images: serviceRevisions?.[0] ? pinnedImages(serviceRevisions[0]) : [] };
}

export function pinnedImages({ containerImages }: ServiceRevision): readonly PinnedImage[] {
	return (containerImages ?? []).map(({ image = "", imageDigest }) => ({
		image,
		...(imageDigest ? { digest: imageDigest } : {}),
	}));
}

/** The images to follow; an image named by its digest cannot change. */
export function runningImages({ facts }: Observed<object, ServiceFacts>): readonly RunningImage[] {
	return (facts.images?.deployed.images ?? []).flatMap(({ image, digest }) =>
		digest === undefined || image.includes("@") ? [] : [{ image, digest }],
	);
}

function factsOf(observedState: ObservedState, id: Identity): ServiceFacts | undefined {
	return observedOf(serviceRef, observedState, id)?.facts;
}
