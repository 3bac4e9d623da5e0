/** All registries as one source: the host of an image says whether ECR's own API is spoken there, or OCI's. */
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
