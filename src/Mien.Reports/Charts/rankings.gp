# ROC curve and precision over recall of each class against the rest. Set before: points (CSV: class index, recall, false positive rate,
# precision, with a header), classes (their number), name_0, name_1, ... (their names with area and average precision), title.
set terminal pngcairo size 1200,470 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile missing ""
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid linecolor "#e4e7ec" linetype 1
set xrange [0:1]
set yrange [0:1.02]
set size square
# Okabe and Ito's colours, told apart by colour-blind readers too; a second round is dashed.
array colour[8] = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#000000", "#8c8c8c"]
dashes(i) = i < 8 ? 1 : 2
n = int(classes)
set multiplot layout 1,3 title title noenhanced textcolor "#282c34"
unset key
set xlabel "false positive rate" textcolor "#282c34"
set ylabel "recall" textcolor "#282c34"
set arrow 1 from 0,0 to 1,1 nohead linecolor "#c3c8d0" dashtype 3
plot for [i=0:n-1] points using ($1 == i ? $3 : NaN):2 skip 1 with lines linewidth 2 dashtype dashes(i) linecolor rgb colour[i % 8 + 1]
unset arrow 1
set xlabel "recall" textcolor "#282c34"
set ylabel "precision" textcolor "#282c34"
plot for [i=0:n-1] points using ($1 == i ? $2 : NaN):4 skip 1 with lines linewidth 2 dashtype dashes(i) linecolor rgb colour[i % 8 + 1]
unset border; unset tics; unset grid; unset xlabel; unset ylabel
set key center left textcolor "#282c34" noenhanced samplen 2 spacing 1.3 reverse Left
plot for [i=0:n-1] NaN with lines linewidth 3 dashtype dashes(i) linecolor rgb colour[i % 8 + 1] title value(sprintf("name_%d", i))
unset multiplot
