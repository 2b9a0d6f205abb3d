// Pictures a second of an .onnx file in onnxruntime-node: for each line "BATCH SECONDS" on standard input.
// Usage: node throughput.js FOLDER FILE SIZE, where FOLDER/node_modules has onnxruntime-node.
const path = require('path');
const readline = require('readline');

const [folder, file, size] = process.argv.slice(2);
const ort = require(path.join(folder, 'node_modules', 'onnxruntime-node'));

async function main() {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: require('os').availableParallelism(), interOpNumThreads: 1 });
  console.log('onnxruntime-node');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [batch, seconds] = line.split(' ').map(Number);
    const pixels = Float32Array.from({ length: batch * 3 * size * size }, (_, i) => (i % 255) / 127.5 - 1);
    const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', pixels, [batch, 3, Number(size), Number(size)]) };
    await session.run(feeds); // warms up
    const start = process.hrtime.bigint();
    let count = 0, elapsed = 0;
    do {
      await session.run(feeds);
      count += batch;
      elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    } while (elapsed < seconds);
    console.log(count / elapsed);
  }
}

main();
