using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms;

public sealed class ValueTableTests
{
    // All values and every rest of 64, as many are looked up at once where the processor allows.
    [Fact]
    public void Every_value_becomes_its_entry_whatever_the_size_of_the_picture()
    {
        var random = new RandomStream(1, "table");
        var table = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        random.Shuffle<byte>(table);
        for (var width = 1; width <= 330; width++)
        {
            var image = new Image(width, 1, 1, [.. Enumerable.Range(0, width).Select(index => (byte)(index * 7))]);
            Assert.Equal(image.Pixels.Select(value => table[value]), ValueTable.Apply(image, table, new ImagePool()).Pixels);
        }
    }
}
