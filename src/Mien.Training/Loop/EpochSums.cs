namespace Mien.Training;

/// <summary>Running sums of an epoch; part of every checkpoint, so that a resumed epoch reports what an uninterrupted one would.</summary>
/// <param name="LossSum">Sum of the batches' mean losses, each times its weight.</param>
/// <param name="WeightSum">Sum of these weights.</param>
/// <param name="CorrectCount">Samples that were right.</param>
/// <param name="SampleCount">Samples.</param>
/// <param name="UnlabelledCount">Those without a class, which are neither right nor wrong.</param>
internal readonly record struct EpochSums(double LossSum, double WeightSum, long CorrectCount, long SampleCount, long UnlabelledCount = 0)
{
    public double Loss => WeightSum > 0 ? LossSum / WeightSum : 0;

    public double Accuracy => SampleCount > UnlabelledCount ? (double)CorrectCount / (SampleCount - UnlabelledCount) : 0;

    public EpochSums Add(double loss, double weight, long correct, int samples, int unlabelled) =>
        new(LossSum + (loss * weight), WeightSum + weight, CorrectCount + correct, SampleCount + samples, UnlabelledCount + unlabelled);
}
