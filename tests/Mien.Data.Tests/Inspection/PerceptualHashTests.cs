using System.Numerics;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Tests.Inspection;

public sealed class PerceptualHashTests
{
    [Fact]
    public void A_ramp_that_falls_from_left_to_right_has_the_odd_horizontal_frequencies_and_no_other()
    {
        var ramp = new Image(32, 32, 1);
        for (var index = 0; index < ramp.Pixels.Length; index++)
        {
            ramp.Pixels[index] = (byte)(248 - (8 * (index % 32)));
        }

        // Ranks by the sum of both frequencies: (1,0) is 1, (3,0) 6, (5,0) 15, (7,0) 28, (9,0) 45, (11,0) 66, (13,0) 91, (15,0) 120; bits count from 0.
        // The first 64 go in turn to four groups of 16: bit 5 is the second one of group 1, and so on.
        var coarse = (1UL << 0) | (1UL << 17) | (1UL << 35) | (1UL << 54) | (1UL << 11);
        var fine = (1UL << (65 - 64)) | (1UL << (90 - 64)) | (1UL << (119 - 64));
        Assert.Equal(new PerceptualHash(coarse, fine, 0, 0), PerceptualHash.Of(ramp));
        Assert.Equal(new PerceptualHash(0, 0, 0, 0), PerceptualHash.Of(Geometry.FlipHorizontal(ramp)));
    }

    [Fact]
    public void A_picture_without_structure_has_none() => Assert.Null(PerceptualHash.Of(new Image(40, 30, 3)));

    [Fact]
    public void The_mirrored_hash_is_that_of_the_mirrored_picture()
    {
        var scene = Scenes.Draw(3);
        Assert.Equal(Hash(Geometry.FlipHorizontal(scene)), Hash(scene).Mirrored());
        Assert.Equal(128, Hash(scene).DistanceTo(Hash(scene).Mirrored()));
    }

    [Fact]
    public void Every_bit_but_the_last_stands_for_a_frequency()
    {
        var columns = Hash(Scenes.Draw(1)) is var hash ? hash.Mirrored() : default;
        var odd = new[] { hash.Coarse ^ columns.Coarse, hash.Fine0 ^ columns.Fine0, hash.Fine1 ^ columns.Fine1, hash.Fine2 ^ columns.Fine2 };
        Assert.Equal(8 * 16, odd.Sum(BitOperations.PopCount));
        Assert.Equal(0UL, hash.Fine2 >> 63);
    }

    public static TheoryData<string, Func<Image, Image>> Copies => new()
    {
        { "half size", scene => Geometry.Resize(scene, 48, 48, Interpolation.Area) },
        { "double size", scene => Geometry.Resize(scene, 192, 192, Interpolation.Cubic) },
        { "JPEG of quality 20", scene => ImageCodec.Decode(ImageCodec.Encode(scene, ImageFormat.Jpeg, 20), "copy") },
        { "grey", Colour.ToGrey },
        { "darker and paler", scene => Scenes.Paled(scene, 0.7, 5) },
        { "cut by a pixel at one side", scene => Geometry.Crop(scene, 1, 0, 95, 96) },
        { "blurred", scene => Blur.Gaussian(scene, 1.5) },
    };

    [Theory]
    [MemberData(nameof(Copies), DisableDiscoveryEnumeration = true)]
    public void Copies_are_recognised(string kind, Func<Image, Image> copy)
    {
        for (var number = 0UL; number < 20; number++)
        {
            var scene = Scenes.Draw(number);
            Assert.True(Hash(scene).IsCopyOf(Hash(copy(scene))), $"{kind} of {number} is {Hash(scene).DistanceTo(Hash(copy(scene)))} bits away");
        }
    }

    [Fact]
    public void Different_pictures_are_no_copies()
    {
        var hashes = Enumerable.Range(0, 100).Select(number => Hash(Scenes.Draw((ulong)number))).ToArray();
        Assert.DoesNotContain(true, hashes.SelectMany((left, index) => hashes[..index].Select(right => left.IsCopyOf(right) || left.Mirrored().IsCopyOf(right))));
    }

    private static PerceptualHash Hash(Image picture) => PerceptualHash.Of(picture)!.Value;
}
