lb set atlas health=on
