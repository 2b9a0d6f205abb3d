namespace Mien.Data.Splitting;

/// <summary>What becomes of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Train">Pictures that stay in train/.</param>
/// <param name="Validation">Pictures that go to val/.</param>
/// <param name="Test">Pictures that go to test/.</param>
/// <param name="TrainFinal">Pictures in train/ with the augmented copies.</param>
/// <param name="TestFinal">Pictures in test/ with the augmented copies.</param>
public sealed record ClassCounts(string Name, int Train, int Validation, int Test, int TrainFinal, int TestFinal)
{
    /// <summary>Pictures before the split.</summary>
    public int Size => Train + Validation + Test;
}
