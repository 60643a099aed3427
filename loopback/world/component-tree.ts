import { isWireObject, objectsField, type WireObject } from '../wire.ts';

/** Every component of a message or a form, from the outside to the inside. */
export function allComponents(components: readonly WireObject[]): readonly WireObject[] {
  return components.flatMap((component) => [component, ...allComponents(innerComponents(component))]);
}

/** The button, menu or field with this `custom_id`. */
export function findComponent(components: readonly WireObject[], customId: string): WireObject | undefined {
  return allComponents(components).find((component) => component['custom_id'] === customId);
}

/** The fields of a form that can be filled in. */
export function formFields(modal: WireObject): readonly WireObject[] {
  return allComponents(objectsField(modal, 'components')).filter(
    (component) => typeof component['custom_id'] === 'string',
  );
}

function innerComponents(component: WireObject): readonly WireObject[] {
  const { accessory, component: labelled } = component;
  return [...objectsField(component, 'components'), ...[accessory, labelled].filter(isWireObject)];
}
