using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Arguments of a recorded call by their places in the schema, with the schema's defaults for those left out.</summary>
internal static class Arguments
{
    extension(OperatorCall call)
    {
        public Tensor Tensor(int index) => (Tensor)call.Arguments[index]!;

        public Tensor? OptionalTensor(int index) => index < call.Arguments.Length ? (Tensor?)call.Arguments[index] : null;

        public long Integer(int index, long fallback = 0) => index < call.Arguments.Length && call.Arguments[index] is long value ? value : fallback;

        public bool Flag(int index, bool fallback = false) => index < call.Arguments.Length && call.Arguments[index] is bool value ? value : fallback;

        /// <summary>A real number, or a whole one where the schema takes both; null where it was left out.</summary>
        public double? Number(int index) => index < call.Arguments.Length ? call.Arguments[index] switch
        {
            double value => value,
            long value => value,
            _ => null,
        } : null;

        public long[] Integers(int index) => (long[])call.Arguments[index]!;

        /// <summary>Numbers for height and width, given as two or as one for both.</summary>
        public long[] Pair(int index) => call.Arguments[index] switch
        {
            long[] { Length: 2 } both => both,
            long[] { Length: 1 } one => [one[0], one[0]],
            long one => [one, one],
            var other => throw new OnnxExportException($"Expected one or two whole numbers as argument {index} of {call.Name} but got {other}."),
        };

        /// <summary>A dimension counted from the front.</summary>
        public int Dimension(int index, long fallback = 0, Tensor? of = null)
        {
            var dimension = call.Integer(index, fallback);
            return (int)(dimension < 0 ? dimension + (of ?? call.Inputs[0]).Rank : dimension);
        }
    }
}
