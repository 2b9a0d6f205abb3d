using System.Security.Cryptography;
using Mien.Core;
using Mien.Data.Synthetic;

namespace Mien.Data.Tests.Synthetic;

public sealed class SyntheticFacesTests
{
    [Fact]
    public void Pixels_are_those_of_the_recorded_hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var picture = 0; picture < 64; picture++)
        {
            hash.AppendData(SyntheticFaces.Draw(FaceSpec.Sample(1, picture, picture, (Expression)(picture % 8)), sizePx: 48).Pixels);
        }

        // Recorded on x64 with .NET 10; a deliberate change of the drawing records it anew.
        Assert.Equal("bf519c9f37f300ee9f792e364508a75e", Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    [Fact]
    public void The_same_specification_gives_the_same_pixels_after_other_faces_were_drawn()
    {
        var first = SyntheticFaces.Draw(Spec(1), 64).Pixels;
        _ = SyntheticFaces.Draw(Spec(2), 64);

        Assert.Equal(first, SyntheticFaces.Draw(Spec(1), 64).Pixels);
        Assert.NotEqual(first, SyntheticFaces.Draw(Spec(2), 64).Pixels);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(96)]
    [InlineData(512)]
    public void Any_size_shows_the_same_face(int sizePx)
    {
        var spec = FaceSpec.Portrait(1, 0, Expression.Happy);
        var small = Imaging.Geometry.Resize(SyntheticFaces.Draw(spec, sizePx), 16, 16, Interpolation.Area).Pixels;
        var reference = Imaging.Geometry.Resize(SyntheticFaces.Draw(spec, 256), 16, 16, Interpolation.Area).Pixels;

        // Thin lines weigh a little more where pixels are large; another expression of the same face is not closer than 2.
        Assert.InRange(small.Zip(reference, (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    [Fact]
    public void Grey_faces_are_the_luma_of_coloured_ones()
    {
        var (colour, grey) = (SyntheticFaces.Draw(Spec(1), 48), SyntheticFaces.Draw(Spec(1), 48, colour: false));
        var expected = Imaging.Colour.ToGrey(colour).Pixels;

        Assert.Equal(1, grey.Channels);
        // One rounding here, two there.
        Assert.All(grey.Pixels.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(1025)]
    public void A_size_out_of_range_is_refused(int sizePx) =>
        Assert.Contains(sizePx.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Throws<ConfigException>(() => SyntheticFaces.Draw(Spec(1), sizePx)).Message);

    [Fact]
    public void Portraits_show_each_person_in_all_expressions()
    {
        var faces = SyntheticFaces.Portraits(seed: 1, firstIdentity: 5, people: 2, classCount: 7, sizePx: 32);

        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6], faces.Select(face => face.Spec.Identity));
        Assert.Equal(Enum.GetValues<Expression>()[..7], faces.Take(7).Select(face => face.Spec.Expression));
    }

    private static FaceSpec Spec(int picture) => FaceSpec.Sample(seed: 1, identity: 4, picture, Expression.Surprise);
}
