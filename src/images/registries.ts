/**
 * Combines all image registries into one source: the host of an image determines whether to use ECR's API or the OCI
 * API.
 */
import { ecrRegistryOf } from "./ecr-registry.ts";
import type { ImageSource } from "./image-source.ts";
import { parseReference } from "./reference.ts";

export function createRegistrySource({
	ecr,
	oci,
}: {
	readonly ecr: ImageSource;
	readonly oci: ImageSource;
}): ImageSource {
	return (text, signal) => {
		const reference = parseReference(text);
		return reference && ecrRegistryOf(reference.host) ? ecr(text, signal) : oci(text, signal);
	};
}
