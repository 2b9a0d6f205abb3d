# Loss over the learning rate. Set before: losses (CSV: learning_rate,loss,smoothed with a header), suggestion (a rate to mark, or '' for none), title.
# By hand: gnuplot -e "losses='lr.csv'; suggestion='0.01'; title=''" learning_rate.gp > lr.png
set terminal pngcairo size 900,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set title title noenhanced textcolor "#282c34"
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid linecolor "#e4e7ec" linetype 1
set logscale x
set format x "10^{%L}"
set xlabel "learning rate" textcolor "#282c34"
set ylabel "training loss" textcolor "#282c34"
if (strlen(suggestion) > 0) set arrow from real(suggestion), graph 0 to real(suggestion), graph 1 nohead linecolor "#c42b2b" linewidth 1.5 dashtype 2
set key top left textcolor "#282c34" samplen 2
stats losses using 3 skip 1 nooutput name "S"
stats losses using 3 skip 1 every ::0::(S_records < 20 ? 1 : S_records / 10) nooutput name "B"
fall = B_mean - S_min > 0.05 * B_mean ? B_mean - S_min : 0.05 * B_mean
set yrange [S_min - 0.2 * fall : B_mean + 0.8 * fall] # the explosion at the end would flatten the rest
plot losses using 1:2 skip 1 with points pointtype 7 pointsize 0.4 linecolor "#b9c4d0" title "each step", \
     losses using 1:3 skip 1 with lines linewidth 2 linecolor "#317aba" title "smoothed", \
     NaN with lines linecolor "#c42b2b" dashtype 2 title strlen(suggestion) > 0 ? sprintf("suggestion %.2g", real(suggestion)) : "no suggestion"
