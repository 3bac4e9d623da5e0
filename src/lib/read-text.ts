/** Reads the text of an HTTP response up to a maximum length. */

/** Undefined if the body has more than `maxBytes`; the rest of it is not read. */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
	const reader = response.body?.getReader();
	if (!reader) return "";
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		bytes += value.byteLength;
		if (bytes > maxBytes) {
			await reader.cancel();
			return undefined;
		}
		text += decoder.decode(value, { stream: true });
	}
}
