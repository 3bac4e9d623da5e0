/**
 * Parses image references like container engines: the default host is Docker Hub, the default namespace there
 * `library/`, and the default tag `latest` (distribution project, "reference").
 */

export interface Reference {
	/** The host of the image registry, with its port. */
	readonly host: string;
	/** For example `library/nginx`. */
	readonly repository: string;
	readonly tag: string;
	/** Set if the reference is pinned; the tag is irrelevant then. */
	readonly digest?: string;
}

/** The image in the repository as text: `library/nginx:1.27`, or with its digest if it is pinned. */
export function meantBy({ repository, tag, digest }: Reference): string {
	return digest ? `${repository}@${digest}` : `${repository}:${tag}`;
}

const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const dockerHub = "registry-1.docker.io";

/** Undefined if the text is not a valid reference. */
export function parseReference(text: string): Reference | undefined {
	const match = /^([^@]+?)(?::([A-Za-z0-9_][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
	const name = match?.[1];
	if (name === undefined) return undefined;
	const [first = "", ...rest] = name.split("/");
	const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
	const isHub = !isHost || first === "docker.io" || first === "index.docker.io";
	const path = isHost ? rest.join("/") : name;
	const repository = isHub && !path.includes("/") ? `library/${path}` : path;
	// The host becomes part of a URL.
	if (isHost && !hostForm.test(first)) return undefined;
	if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository)) return undefined;
	const digest = match?.[3];
	return {
		host: isHub ? dockerHub : first,
		repository,
		tag: match?.[2] ?? "latest",
		...(digest ? { digest } : {}),
	};
}
