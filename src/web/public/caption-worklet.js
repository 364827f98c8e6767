// Turns the microphone's samples into PCM16 at 16 kHz, 100 ms at a time.
class CaptionSound extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / 16000;
    this.at = 0;
    this.last = 0;
    this.out = new Int16Array(1600);
    this.filled = 0;
  }
  process(inputs) {
    const channels = inputs[0] ?? [];
    const left = channels[0];
    if (!left) return true;
    const right = channels[1] ?? left;
    const mono = (i) => (i < 0 ? this.last : (left[i] + right[i]) / 2);
    // `at` is where the next sample lies, in samples of this block; before the block stands its predecessor.
    while (this.at < left.length) {
      const i = Math.floor(this.at);
      const share = this.at - i;
      const value = mono(i - 1) * (1 - share) + mono(i) * share;
      this.out[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
      this.at += this.step;
      if (this.filled === this.out.length) {
        this.port.postMessage(this.out.buffer, [this.out.buffer]);
        this.out = new Int16Array(1600);
        this.filled = 0;
      }
    }
    this.at -= left.length;
    this.last = mono(left.length - 1);
    return true;
  }
}
registerProcessor("caption-sound", CaptionSound);
