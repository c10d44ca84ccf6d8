import { newcomerVehicles } from '../identity/demo-newcomers.ts';
import type { VehicleRegister } from './register.ts';

/** The register, preceded by the invented vehicles of the demo's newcomers, which come from no file. */
export const withDemoVehicles = (register: VehicleRegister): VehicleRegister => {
  const pretend = new Map(
    newcomerVehicles.map(({ owner, vin, model, invoiceCode, invoiceNumber }) => [
      vin,
      { vin, model, class: 'small', owner, invoiceCode, invoiceNumber, transferred: false, plate: null } as const,
    ]),
  );
  return { find: async (vin) => pretend.get(vin) ?? register.find(vin) };
};
